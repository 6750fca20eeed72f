"""From CSV file to one matrix of float32: ours against pandas and polars, each in processes of its own, turn by turn.

    python3 -m venv /tmp/readers && /tmp/readers/bin/pip install pandas polars
    /tmp/readers/bin/python tests/bench/readers.py build/release/tests/bench/read_table [--runs 5]

Two files are made beside the script's data folder (TMPDIR): 784 columns of whole numbers from 0 to 255, four in five of them 0, and 28 columns
of normal float32 in their shortest decimal form. A time is that of the call, without the start of the process and its imports; printed are medians, the
ratio to the faster of the two, and the largest memory of the process by that of the matrix.
"""
import argparse, json, os, resource, statistics, subprocess, sys, tempfile, time


def make_files(folder):
    import numpy as np

    random = np.random.default_rng(0)
    files = {"784 whole": os.path.join(folder, "readers-whole.csv"), "28 decimal": os.path.join(folder, "readers-decimal.csv")}
    if not os.path.exists(files["784 whole"]):
        with open(files["784 whole"], "w") as out:
            out.write(",".join(f"p{i}" for i in range(784)) + "\n")
            for _ in range(110):
                rows = np.where(random.random((1000, 784)) < 0.8, 0, random.integers(0, 256, (1000, 784)))
                out.writelines(",".join(map(str, row)) + "\n" for row in rows.tolist())
    if not os.path.exists(files["28 decimal"]):
        with open(files["28 decimal"], "w") as out:
            out.write(",".join(f"x{i}" for i in range(28)) + "\n")
            for _ in range(420):
                rows = random.standard_normal((1000, 28)).astype(np.float32)
                out.writelines(",".join(map(str, row)) + "\n" for row in rows)
    return files


def read(library, path):
    """In a process of its own: prints what read_table prints."""
    if library == "pandas":
        import numpy as np, pandas

        start = time.perf_counter()
        matrix = pandas.read_csv(path, dtype=np.float32).to_numpy()
    else:
        import polars

        start = time.perf_counter()
        matrix = polars.read_csv(path).cast(polars.Float32).to_numpy()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "matrix_bytes": matrix.nbytes, "peak_bytes": peak}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("read_table")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    print(f"load of the machine: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores; medians of {arguments.runs}\n")
    print("| file | MB | ours | pandas | polars | the faster / ours | peak / matrix: ours | pandas | polars |\n|---|---|---|---|---|---|---|---|---|")
    for name, path in make_files(tempfile.gettempdir()).items():
        commands = {"ours": [arguments.read_table, path]} | {k: [sys.executable, __file__, "--read", k, path] for k in ("pandas", "polars")}
        runs = {k: [] for k in commands}
        for _ in range(arguments.runs):
            for k, command in commands.items():
                runs[k].append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        seconds = {k: statistics.median(r["seconds"] for r in results) for k, results in runs.items()}
        peaks = {k: statistics.median(r["peak_bytes"] / r["matrix_bytes"] for r in results) for k, results in runs.items()}
        ratio = min(seconds["pandas"], seconds["polars"]) / seconds["ours"]
        print(f"| {name} | {os.path.getsize(path) / 1e6:.0f} | " + " | ".join(f"{s * 1000:.0f} ms" for s in seconds.values()) +
              f" | {ratio:.1f} | " + " | ".join(f"{p:.2f}" for p in peaks.values()) + " |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(sys.argv[2], sys.argv[3])
    else:
        main()
