"""What is given to make is taken, or refused: never left aside without a word."""

import subprocess

import pytest
from conftest import PROJECT


@pytest.mark.parametrize("name", ["extracts", "EXTRACT", "AS-OF"])
def test_a_misspelt_variable_is_refused(name):
    finished = subprocess.run(["make", "--dry-run", "build", f"{name}=x"], cwd=PROJECT, capture_output=True, text=True)
    assert finished.returncode == 2
    assert f"{name}: no variable of this Makefile. Those that can be given are PYTHON DATA" in finished.stderr


def test_variables_that_are_known_are_taken():
    given = [
        "EXTRACTS=x",
        "DATA=y",
        "AS_OF=2025-02-03",
        "AUDIT=warn",
        "SCALE=1",
        "RUNS=1",
        "SCALES=1",
        "PYTHON=python3",
        "DELIVERIES=1",
        "KILLS=1",
        "SEED=1",
    ]
    subprocess.run(["make", "--dry-run", "build", *given], cwd=PROJECT, check=True, capture_output=True)


@pytest.mark.parametrize(("target", "asked"), [("fuzz", "DELIVERIES=7"), ("chaos", "KILLS=7")])
def test_attacks_on_itself_are_as_many_as_asked_for(target, asked):
    command = ["make", "--dry-run", target, asked, "SEED=3", "DATA=there"]
    said = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout
    number = asked.lower().replace("=", " ")
    assert f'-m resilience.{target} --{number} --seed 3 --scratch "there/{target}"' in said


def test_the_demo_city_of_another_scale_is_never_taken_without_a_word():
    finished = subprocess.run(
        ["make", "--dry-run", "build", "SCALE=0.1", "DATA=y"], cwd=PROJECT, check=True, capture_output=True, text=True
    )
    assert 'velferd generate --keep --extracts "y/extracts" --scale "0.1"' in finished.stdout
