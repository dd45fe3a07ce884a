"""``python -m validator``: the same as the command ``dnssd-validator``."""

from validator.cli.main import run

if __name__ == "__main__":
    run()
