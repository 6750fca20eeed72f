#!/usr/bin/env python3
"""Opens what nntrain exports in the systems that it is for, and prints the worst difference of each cell: system x file x model.

    matrix.py [SYSTEM ...]     all, or those named; --list names them

    --nntrain FILE        the program (build/release/nntrain)
    --environments DIR    where the systems are installed, once (build/interop)
    --record              writes the table into README.md
    --light               what CI runs: ONNX Runtime and Keras 3, in one environment; says so where packages cannot be had

Old systems need old Pythons: pythonX.Y on the PATH, or pyenv's. Exit code 0: all cells agree to 1e-5 (relative to answers above 1)."""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from models import ENDINGS, MODELS, case
from systems import ENVIRONMENTS, LIGHT, SYSTEMS, limit_of

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIMIT = 1e-5
BEGIN, END = "<!-- the matrix -->\n", "<!-- end -->\n"


class NotInstalled(Exception):
    pass


# ---- environments ----


def python_of(version):
    if version is None:
        return sys.executable
    found = shutil.which("python" + version)
    if found and subprocess.run([found, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0:
        return found
    versions = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")) / "versions"
    for path in sorted(versions.glob(version + ".*")):
        return str(path / "bin" / "python")
    raise NotInstalled(f"needs Python {version}: pyenv install {version}")


def pip(folder, *arguments, seconds):
    done = subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments], capture_output=True, text=True, timeout=seconds)
    if done.returncode:
        raise NotInstalled("pip: " + (done.stderr.strip().splitlines() or ["failed"])[-1])


def install(name, folder, seconds):
    """Makes the environment, unless it is there with these packages."""
    version, packages = ENVIRONMENTS[name]
    note = folder / "packages.txt"
    if note.exists() and note.read_text().split("\n") == packages:
        return
    try:
        if not (folder / "bin" / "python").exists():
            subprocess.run([python_of(version), "-m", "venv", folder], check=True, capture_output=True, text=True)
        if version:
            pip(folder, "--upgrade", "pip", "wheel", "setuptools<60", seconds=seconds)  # Python 3.6's own pip is too old
        pip(folder, *packages, seconds=seconds)
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"not installed within {seconds} seconds")
    except subprocess.CalledProcessError as error:
        raise NotInstalled((error.stderr or error.stdout).strip().splitlines()[-1])
    note.write_text("\n".join(packages))


def link_old_mpi(folder):
    """CNTK is linked to OpenMPI 1; OpenMPI 4 under the old names will do. The folder of the links."""
    libraries = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True).stdout
    links = folder / "mpi"
    links.mkdir(exist_ok=True)
    for now, then in [("libmpi.so.40", "libmpi.so.12"), ("libmpi_cxx.so.40", "libmpi_cxx.so.1")]:
        path = next((line.split(" => ")[1] for line in libraries.splitlines() if line.strip().startswith(now)), None)
        if path is None:
            raise NotInstalled(f"needs {now}: apt install libopenmpi3")
        (links / then).unlink(missing_ok=True)
        (links / then).symlink_to(path)
    return str(links)


# ---- models ----


class Exporter:
    """Trains the models and exports them, each once."""

    def __init__(self, nntrain, folder):
        self.nntrain, self.folder, self.models, self.files = nntrain, pathlib.Path(folder), {}, {}

    def run(self, *arguments):
        done = subprocess.run([self.nntrain, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())

    def model(self, name):
        if name not in self.models:
            config, data = MODELS[name][1]
            path = self.folder / f"{name}.config.json"
            path.write_text(json.dumps(config))
            self.run("fit", path, ROOT / data, "-o", self.folder / f"{name}.json", "--log", "quiet")
            self.models[name] = json.loads((self.folder / f"{name}.json").read_text())
        return self.models[name]

    def case(self, name, file_format):
        """What the opener is told; or, as text, why nntrain does not write it."""
        if (name, file_format) not in self.files:
            model, path = self.model(name), self.folder / (name + ENDINGS[file_format])
            try:
                self.run("export", self.folder / f"{name}.json", "-o", path)
                self.files[name, file_format] = case(name, model, str(path))
            except RuntimeError as refusal:
                self.files[name, file_format] = str(refusal).split("\n")[0]
        return self.files[name, file_format]


# ---- the matrix ----


class Matrix:
    def __init__(self):
        self.rows, self.notes, self.failures, self.missing, self.versions = [], [], [], [], {}

    def note(self, text):
        if text not in self.notes:
            self.notes.append(text)
        return f"[{self.notes.index(text) + 1}]"

    def text(self):
        lines = ["| system | file | " + " | ".join(title for title, _ in MODELS.values()) + " |", "|---" * (len(MODELS) + 2) + "|"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines) + "\n" + "".join(f"\n[{i + 1}] {note}\n" for i, note in enumerate(self.notes))


def open_files(system, cells, python, variables):
    """Runs the opener over the cases; a dictionary for each of them, and the version."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as jobs:
        json.dump(cells, jobs)
        jobs.flush()
        quiet = {"CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
        done = subprocess.run([python, HERE / "openers" / (SYSTEMS[system][2] + ".py"), jobs.name], capture_output=True, text=True, timeout=1200, env={**os.environ, **quiet, **variables})
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError("the opener does not start: " + (done.stderr.strip().splitlines() or ["?"])[-1])
    lost = {"error": "the system ended: " + (done.stderr.strip().splitlines() or ["?"])[-1][:200]}
    return lines[0]["version"], lines[1:] + [lost] * (len(cells) - len(lines) + 1)


def add_system(name, matrix, exporter, python, variables):
    title, _, _, _, files = SYSTEMS[name]
    asked, cells = [], {}
    for file_format, models in files.items():
        for model in MODELS:
            key = (file_format, model)
            told = exporter.case(model, file_format) if models is None or model in models else None
            limit = limit_of(name, *key)
            cells[key] = "" if told is None else matrix.note(limit) if limit else matrix.note("not written: " + told) if isinstance(told, str) else None
            if cells[key] is None:
                asked.append((key, told))
    version, answers = open_files(name, [told for _, told in asked], python, variables)
    for (key, _), answer in zip(asked, answers):
        found = answer.get("difference", float("inf"))
        cells[key] = f"{found:.0e}" if "difference" in answer else "**fails**"
        if not found <= LIMIT:
            matrix.failures.append(f"{name} {' '.join(key)}: {answer.get('error', found)}\n{answer.get('trace', '')}")
    for file_format in files:
        matrix.rows.append([version, ENDINGS[file_format], *[cells[file_format, model] for model in MODELS]])
        print("  ".join(matrix.rows[-1]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("systems", nargs="*", metavar="SYSTEM")
    parser.add_argument("--nntrain", default=ROOT / "build/release/nntrain")
    parser.add_argument("--environments", type=pathlib.Path, default=ROOT / "build/interop")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--light", action="store_true")
    options = parser.parse_args()
    if options.list:
        for name, (title, *_, files) in SYSTEMS.items():
            print(f"{name:20} {title}: {', '.join(files)}")
        return 0
    unknown = set(options.systems) - set(SYSTEMS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; --list tells the names")
    matrix, failed = Matrix(), {}  # environments, with why
    with tempfile.TemporaryDirectory() as folder:
        exporter = Exporter(options.nntrain, folder)
        for name in options.systems or (LIGHT if options.light else SYSTEMS):
            environment, variables = "light" if options.light else SYSTEMS[name][1], dict(SYSTEMS[name][3])
            place = options.environments / environment
            try:
                if environment in failed:
                    raise failed[environment]
                place.mkdir(parents=True, exist_ok=True)
                install(environment, place, seconds=150 if options.light else 3600)
                if environment == "cntk":
                    variables["LD_LIBRARY_PATH"] = link_old_mpi(place)
                add_system(name, matrix, exporter, place / "bin" / "python", variables)
            except NotInstalled as reason:
                failed[environment] = reason
                matrix.missing.append(f"{name}: {reason}")
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                matrix.failures.append(f"{name}: {error}")
    print("\n" + matrix.text())
    for failure in matrix.failures:
        print(f"FAILED {failure}")
    for missing in matrix.missing:
        print(f"NOT RUN {missing}")
    if options.record:
        readme = HERE / "README.md"
        before, rest = readme.read_text().split(BEGIN)
        readme.write_text(before + BEGIN + f"{datetime.date.today()}, x86-64:\n\n" + matrix.text() + END + rest.split(END)[1])
    return bool(matrix.failures) or (bool(matrix.missing) and not options.light)


if __name__ == "__main__":
    sys.exit(main())
