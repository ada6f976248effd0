"""Where data and working files lie. Both come from the environment, nothing about a machine is in the code.

TELLERSIGHT_DATA   unpacked research data: utk/ labelled/ live/ print/ (pad-rgb.tar) and pad-ir/{live,attack} (pad-ir.tar)
TELLERSIGHT_CACHE  working folder for arrays, checkpoints and reports
TELLERSIGHT_MODELS public reference models (teachers); only needed to make teacher targets and to measure against YuNet
"""
import os
import sys


def _folder(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        sys.exit(f"{name} is not set: see models/training/README.md")
    return value.rstrip("/")


def data(*parts: str) -> str:
    return os.path.join(_folder("TELLERSIGHT_DATA"), *parts)


def cache(*parts: str) -> str:
    path = os.path.join(_folder("TELLERSIGHT_CACHE"), *parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def reference(name: str) -> str:
    return os.path.join(_folder("TELLERSIGHT_MODELS"), name)
