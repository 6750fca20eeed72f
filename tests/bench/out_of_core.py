"""Training on a file four times as large as --memory-limit, against the same job in memory, turn by turn.

    python3 tests/bench/out_of_core.py build/release/nntrain [--runs 5]

A CSV file of 28 normal numbers and a class in each row is made in TMPDIR. Times are of the whole command, medians; the peak is the process'
largest memory, all that it has in it counted. The models must be the same, byte for byte.
"""
import argparse, os, random, statistics, subprocess, sys, tempfile, time

JOB = """{"layers": [{"type": "Dense", "units": 64, "activation": "relu"}, {"type": "Dense", "units": 7, "activation": "softmax"}],
 "optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "epochs": 3, "data": {"target": "y"}}"""


def make_data(path):
    numbers = random.Random(0)
    pool = [f"{numbers.gauss(0, 1):.7g}" for _ in range(100_000)]
    with open(path, "w") as out:
        out.write(",".join(f"x{i}" for i in range(28)) + ",y\n")
        for _ in range(440_000):
            begin = numbers.randrange(len(pool) - 28)
            out.write(",".join(pool[begin : begin + 28]) + f",{begin % 7}\n")


def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit("failed: " + " ".join(command))
    return seconds, usage.ru_maxrss * 1024  # at least this script's own, which is less than the limit


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nntrain")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, job = os.path.join(folder, "data.csv"), os.path.join(folder, "job.json")
        make_data(data)
        with open(job, "w") as out:
            out.write(JOB)
        size = os.path.getsize(data)
        limit = size // 4
        commands = {}
        for name, more in {"in memory": [], "limited": ["--memory-limit", str(limit)]}.items():
            commands[name] = [arguments.nntrain, "fit", job, data, "--log", "quiet", "-o", os.path.join(folder, name + ".json")] + more
        results = {name: [] for name in commands}
        for _ in range(arguments.runs):
            for name, command in commands.items():
                results[name].append(run(command))
        models = [open(command[command.index("-o") + 1], "rb").read() for command in commands.values()]
        if models[0] != models[1]:
            sys.exit("the models differ")
    seconds = {name: statistics.median(r[0] for r in each) for name, each in results.items()}
    peaks = {name: max(r[1] for r in each) for name, each in results.items()}
    print(f"load of the machine: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores; medians of {arguments.runs}; a file of {size / 1e6:.0f} MB\n")
    print("| | seconds | peak | of the limit |\n|---|---|---|---|")
    print(f"| in memory | {seconds['in memory']:.2f} | {peaks['in memory'] / 1e6:.1f} MB | |")
    print(f"| --memory-limit {limit / 1e6:.1f} MB | {seconds['limited']:.2f} ({seconds['limited'] / seconds['in memory']:.2f} x) | {peaks['limited'] / 1e6:.1f} MB | {peaks['limited'] / limit:.2f} |")


if __name__ == "__main__":
    main()
