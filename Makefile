# Two commands: make demo, make test. Both can be run again at any time.
.PHONY: help demo test check clean
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO := .labwright/demo

help:
	@echo "make demo   install, get the embedded models, read the examples, answer three questions"
	@echo "make test   install and run the whole test suite"
	@echo "make check  style and types"
	@echo "make clean  remove the environment and the demo workspace"

$(STAMP): pyproject.toml constraints.txt
	@echo "==> Making the environment in $(VENV) and installing (some minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check -q --progress-bar on \
	    -c constraints.txt -e ".[dev]"
	@touch $(STAMP)

demo: $(STAMP)
	@echo "==> Embedded models"
	@$(BIN)/labwright models pull
	@echo "==> Example documents"
	@$(BIN)/labwright add examples/documents --workspace $(DEMO)
	@$(BIN)/python examples/demo.py $(DEMO)

test: $(STAMP)
	@echo "==> Embedded models"
	@$(BIN)/labwright models pull
	@echo "==> Style and types"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@echo "==> Tests"
	@$(BIN)/python -m pytest

check: $(STAMP)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

clean:
	rm -rf $(VENV) .labwright build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
