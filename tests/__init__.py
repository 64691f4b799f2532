from pathlib import Path

TESTS = Path(__file__).resolve().parent
REPOSITORY = TESTS.parent
SMALL_PROGRAMME = TESTS / "data" / "small-programme.yaml"
SHARED = REPOSITORY.parent / "shared"
