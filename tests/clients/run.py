"""Runs every script and closes with one line that counts."""

import sys
import unittest
from pathlib import Path


def main():
    here = Path(__file__).parent
    names = sys.argv[1:]
    loader = unittest.TestLoader()
    tests = loader.loadTestsFromNames(names) if names else loader.discover(str(here), top_level_dir=str(here))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
    # A fixture that fails is an error without a test that ran.
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped) + len(result.expectedFailures)
    passed = max(result.testsRun - failed - skipped, 0)
    if loader.errors or result.testsRun == 0:
        failed = max(failed, 1)
    print(f"clients: {passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
