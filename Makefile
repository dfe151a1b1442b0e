# Short words for people with make; each is one command that works without it.
PYTHON ?= python3
IN_VENV = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run tests lint package installers smoke screens lock

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Start Jangbu from this checkout (ARGS="--lang en")
	$(PYTHON) -m desktop $(ARGS)

tests: ## Run every check (ARGS="--data DIR --long")
	$(PYTHON) -m tests $(ARGS)

lint: ## Run the linters only
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m mypy
	.venv/bin/lint-imports

package: ## Build the program for this system into dist/jangbu
	SOURCE_DATE_EPOCH=1767225600 PYTHONHASHSEED=1 $(IN_VENV) -m PyInstaller --clean --noconfirm build.spec

installers: ## Make installers of the built program: .deb and .tar.xz, or a setup program for Windows
	$(IN_VENV) -m installers dist/jangbu dist

smoke: ## Try the built program: its companion process, then a screen of its own, by keys and mouse (docs/stopwatch.md says what it needs)
	$(IN_VENV) -m tests.package_companion dist/jangbu
	$(IN_VENV) -m tests.package_smoke dist/jangbu

screens: ## Take pictures of every page into screens/, and sheets of them for the docs
	QT_QPA_PLATFORM=offscreen $(IN_VENV) -m tests.screens screens --sheets docs/images

lock: ## Make resources/requirements.lock anew from pyproject.toml (needs uv)
	$(IN_VENV) -m tests.support.requirements_lock
