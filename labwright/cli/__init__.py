"""The command line: labwright ask, add, search, tools, call, doctor, threads, models, resume."""
