"""Whole jobs as processes, from start to the saved model, against the same jobs as scripts for Keras, PyTorch and scikit-learn, in one run.

    python3 tests/bench/processes.py build/release/nntrain data/digits.csv [--rounds 9] [--peers sklearn,keras-jax]

  tutorial  100 rows, 2 inputs, one neuron, 100 epochs with batches of 2; the log is printed
  digits    a CSV file of 10,000 rows and 785 columns is read; 784-128-10, Adam, five epochs with batches of 64 on 8,000 rows, accuracy on
            the others. The rows are those of the given 8 x 8 digits, enlarged to 28 x 28, shifted and with noise, from 0 to 255.

Every round starts ours, then each peer, on one core (taskset) and then on two. A cell is the median of the rounds: seconds from start to end and the
largest memory of all rounds. Peers get the tutorial's rows without a file; ours reads them.
"""
import argparse, importlib.util, json, os, statistics, subprocess, sys, tempfile, time


def make_digits(source, path):
    import numpy as np

    rng = np.random.default_rng(0)
    cells = np.loadtxt(source, delimiter=",", skiprows=1)
    chosen = rng.integers(0, len(cells), 10_000)
    large = np.repeat(np.repeat(cells[chosen, :64].reshape(-1, 8, 8), 3, 1), 3, 2) * (255 / 16)
    images = np.zeros((len(chosen), 28, 28))
    for image, pixels, (a, b) in zip(images, large, rng.integers(0, 5, (len(chosen), 2))):
        image[a:a + 24, b:b + 24] = pixels
    images = np.where(images > 0, np.clip(images + rng.normal(0, 20, images.shape), 1, 255), 0).astype(int)
    with open(path, "w") as out:
        out.write(",".join(f"p{i}" for i in range(784)) + ",label\n")
        for row, label in zip(images.reshape(-1, 784).tolist(), cells[chosen, 64].astype(int)):
            out.write(",".join(map(str, row)) + f",{label}\n")


TUTORIAL = {"layers": [{"type": "Dense", "units": 1}], "optimizer": {"type": "SGD", "learning_rate": 0.1}, "loss": "mse", "epochs": 100, "batch_size": 2}
DIGITS = {"layers": [{"type": "Rescaling", "scale": 1 / 255}, {"type": "Dense", "units": 128, "activation": "relu"},
                     {"type": "Dense", "units": 10, "activation": "softmax"}],
          "optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "epochs": 5, "batch_size": 64, "validation_split": 0.2}


def linear_rows():
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (100, 2)).astype("float32")
    return x, (2 * x[:, :1] + 3 * x[:, 1:] + 4 + rng.normal(0, 0.2, (100, 1))).astype("float32")


def digit_rows():
    import pandas

    cells = pandas.read_csv("digits.csv").to_numpy()
    return cells[:, :784].astype("float32") / 255, cells[:, 784].astype("int64")


def keras_tutorial():
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(learning_rate=0.1), "mse")
    model.fit(*linear_rows(), batch_size=2, epochs=100)
    model.save("tutorial.keras")


def keras_digits():
    import keras

    x, y = digit_rows()
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:8000], y[:8000], batch_size=64, epochs=5)
    print("accuracy", model.evaluate(x[8000:], y[8000:])[1])
    model.save("digits.keras")


def torch_loop(model, optimizer, loss_of, x, y, batch, epochs):
    import torch

    for epoch in range(epochs):
        total, order = 0.0, torch.randperm(len(x))
        for k in order.split(batch):
            optimizer.zero_grad()
            loss = loss_of(model(x[k]), y[k])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(k)
        print(f"epoch {epoch + 1} loss {total / len(x)}")


def torch_tutorial():
    import torch

    model = torch.nn.Linear(2, 1)
    torch_loop(model, torch.optim.SGD(model.parameters(), 0.1), torch.nn.MSELoss(), *map(torch.from_numpy, linear_rows()), 2, 100)
    torch.save(model.state_dict(), "tutorial.pt")


def torch_digits():
    import torch
    from torch import nn

    x, y = map(torch.from_numpy, digit_rows())
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    torch_loop(model, torch.optim.Adam(model.parameters(), fused=True), nn.CrossEntropyLoss(), x[:8000], y[:8000], 64, 5)
    with torch.inference_mode():
        print("accuracy", float((model(x[8000:]).argmax(1) == y[8000:]).float().mean()))
    torch.save(model.state_dict(), "digits.pt")


def sklearn_tutorial():
    import pickle
    from sklearn.neural_network import MLPRegressor

    x, y = linear_rows()
    model = MLPRegressor(hidden_layer_sizes=(), solver="sgd", batch_size=2, learning_rate_init=0.1, momentum=0, alpha=0, max_iter=100,
                         n_iter_no_change=1000, verbose=True).fit(x, y.ravel())
    pickle.dump(model, open("tutorial.pkl", "wb"))


def sklearn_digits():
    import pickle
    from sklearn.neural_network import MLPClassifier

    x, y = digit_rows()
    model = MLPClassifier(hidden_layer_sizes=(128,), batch_size=64, alpha=0, max_iter=5, verbose=True).fit(x[:8000], y[:8000])
    print("accuracy", model.score(x[8000:], y[8000:]))
    pickle.dump(model, open("digits.pkl", "wb"))


PEERS = {"sklearn": "sklearn", "keras-jax": "jax", "keras-tensorflow": "tensorflow", "keras-torch": "torch", "torch": "torch"}  # and its module


def prepare(folder, digits):
    """the files; in a process of its own, since what this one has in memory would count as its children's"""
    os.chdir(folder)
    make_digits(digits, "digits.csv")
    for name, config in ("tutorial", TUTORIAL), ("digits", DIGITS):
        with open(f"{name}.json", "w") as out:
            json.dump(config, out)
    x, y = linear_rows()
    with open("tutorial.csv", "w") as out:
        out.write("x0,x1,y\n" + "".join(f"{a},{b},{c}\n" for (a, b), (c,) in zip(x.tolist(), y.tolist())))


def measured(command, folder, threads, environment):
    """seconds, megabytes"""
    with open(os.path.join(folder, "log"), "w") as log:
        begin = time.perf_counter()
        process = subprocess.Popen((["taskset", "-c", "0"] if threads == 1 else []) + command, cwd=folder, env=environment, stdout=log, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
    if status:
        sys.exit(f"{command} failed:\n" + open(os.path.join(folder, "log")).read()[-2000:])
    return seconds, used.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nntrain", nargs="?")
    parser.add_argument("digits", nargs="?", help="data/digits.csv")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        peer, job = options.worker
        if peer == "prepare":
            prepare(".", job)
            return
        globals()[f"{peer.split('-')[0]}_{job}"]()
        return
    peers = [p for p in options.peers.split(",") if importlib.util.find_spec(PEERS[p]) and (not p.startswith("keras") or importlib.util.find_spec("keras"))]
    nntrain = os.path.abspath(options.nntrain)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.abspath(__file__), "--worker", "prepare", os.path.abspath(options.digits)], cwd=folder, check=True)
        print(f"Load before the run {os.getloadavg()[0]:.1f}; medians of {options.rounds} rounds, seconds (MB).\n")
        print("| job | threads | nntrain | " + " | ".join(peers) + " | fastest peer / nntrain |\n" + "|---" * (len(peers) + 4) + "|")
        for job in "tutorial", "digits":
            for threads in 1, 2:
                times = {p: [] for p in ["nntrain", *peers]}
                for _ in range(options.rounds):
                    for peer, found in times.items():
                        environment = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3", OMP_NUM_THREADS=str(threads), KERAS_BACKEND=peer.split("-")[-1])
                        command = [sys.executable, os.path.abspath(__file__), "--worker", peer, job]
                        if peer == "nntrain":
                            command = [nntrain, "fit", f"{job}.json", f"{job}.csv", "-o", "model.json"]
                        found.append(measured(command, folder, threads, environment))
                seconds = {p: statistics.median(t for t, _ in found) for p, found in times.items()}
                cells = [f"{seconds[p]:.3g} s ({max(m for _, m in found):.0f})" for p, found in times.items()]
                best = min(seconds[p] for p in peers)
                print(f"| {job} | {threads} | " + " | ".join(cells) + f" | {best / seconds['nntrain']:.0f} |", flush=True)


if __name__ == "__main__":
    main()
