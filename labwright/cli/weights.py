"""Embedded models at the command line."""

import json
import sys


def pull_and_show(as_json: bool) -> int:
    """Get the embedded models; return the exit code."""
    from labwright.models.weights import Part, manifest, pull

    done: dict[str, str] = {}
    parts: tuple[Part, ...] = ("embedding", "language")
    for part in parts:
        weights = manifest()[part]
        new = pull(part, lambda message: print(message, file=sys.stderr))
        done[weights.name] = "pulled" if new else "present"
        if not as_json:
            print(f"{weights.name}: {'ready' if new else 'already here'} in {weights.path}")
    if as_json:
        print(json.dumps(done))
    return 0


def show_weights(as_json: bool) -> int:
    """List the embedded models; return the exit code."""
    from labwright.models.weights import manifest

    rows = [
        {"part": part, "name": w.name, "licence": w.licence, "present": w.present,
         "path": str(w.path), "source": w.requirement}
        for part, w in manifest().items()
    ]  # fmt: skip
    if as_json:
        print(json.dumps(rows, indent=2))
    else:
        for row in rows:
            state = row["path"] if row["present"] else "not here: labwright models pull"
            print(f"{row['part']:<10} {row['name']:<24} {row['licence']:<12} {state}")
    return 0
