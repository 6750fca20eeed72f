"""The bench's jobs against Keras, PyTorch, JAX, scikit-learn and ONNX Runtime, in one run: whichever of them are installed.

    python3 tests/bench/peers.py build/release/tests/bench/nntrain_bench [--rounds 3] [--job NAME] [--threads 1|2] [--peers jax,onnx]

Every round starts ours (with Eigen), then each peer, in processes of their own, pinned to one core or on two; a cell is the median
of the rounds. What is timed is a training step without its start-up: the median of epochs behind the first, which compiles; and a
call that predicts. Each peer in the forms that its users know to be fast:
  keras    its back ends, as fit runs by itself and with steps_per_execution 16; predict_on_batch
  torch    batches indexed from one tensor, default and fused optimizer; torch.compile of all of it with --compile
  jax      an epoch in one jitted lax.scan, the optimizer written out
  sklearn  partial_fit of MLPClassifier and MLPRegressor
  onnx     ONNX Runtime, prediction only
"""
import argparse, importlib.util, json, os, statistics, subprocess, sys, time

JOBS = {  # widths, batch, rows of an epoch, epochs, optimizer
    "2-1": ([2, 1], 2, 1000, 12, "sgd"),
    "16-64-64-3": ([16, 64, 64, 3], 32, 3200, 10, "adam"),
    "784-128-10": ([784, 128, 10], 64, 6400, 6, "adam"),
    "784-512-512-10": ([784, 512, 512, 10], 128, 6400, 5, "adam"),
    "1024-4096-4096-10": ([1024, 4096, 4096, 10], 128, 1280, 3, "sgd"),
}
PREDICTED = ["16-64-64-3", "784-512-512-10"]


def data(job):
    import numpy as np
    widths, _, rows, _, _ = JOBS[job]
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (rows, widths[0])).astype("float32")
    told = 2 * x[:, 0] + x[:, 1]
    if widths[-1] == 1:
        return x, (told + 4).reshape(-1, 1).astype("float32")
    return x, np.floor((told + 3.2) / 6.4 * widths[-1]).astype("int64")


def repeated(call, seconds=1.0):
    """median time of a call"""
    for _ in range(3):
        call()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def epoch_time(epoch, count, steps):
    """median seconds of a step behind the first epoch"""
    times = []
    for _ in range(count):
        begin = time.perf_counter()
        epoch()
        times.append(time.perf_counter() - begin)
    return statistics.median(times[1:]) / steps


def keras_forms(job, predict, options):
    import keras
    import numpy as np
    widths, batch, rows, epochs, optimizer = JOBS[job]
    x, y = data(job)
    backend = keras.backend.backend()

    def model(**settings):
        hidden = [keras.layers.Dense(n, activation="relu") for n in widths[1:-1]]
        last = keras.layers.Dense(widths[-1], activation="softmax" if widths[-1] > 1 else None)
        m = keras.Sequential([keras.Input((widths[0],)), *hidden, last])
        m.compile(keras.optimizers.SGD(0.01) if optimizer == "sgd" else "adam",
                  "mse" if widths[-1] == 1 else "sparse_categorical_crossentropy", **settings)
        return m
    if predict:
        m, part = model(), np.ascontiguousarray(x[:predict])
        yield f"keras-{backend} predict_on_batch", repeated(lambda: m.predict_on_batch(part))
        return
    forms = {"fit": {}, "steps_per_execution=16": {"steps_per_execution": 16}}
    if backend == "torch":  # which has steps of one only
        del forms["steps_per_execution=16"]
    for name, settings in forms.items():
        m = model(**settings)
        yield f"keras-{backend} {name}", epoch_time(lambda: m.fit(x, y, batch_size=batch, epochs=1, verbose=0), epochs, -(-rows // batch))


def torch_forms(job, predict, options):
    import torch
    from torch import nn
    torch.set_num_threads(options.threads)
    widths, batch, rows, epochs, optimizer = JOBS[job]
    x, y = map(torch.from_numpy, data(job))

    def model():
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        return nn.Sequential(*layers[:-1])
    if predict:
        m, part = nn.Sequential(model(), nn.Softmax(1)).eval(), x[:predict].contiguous()
        with torch.inference_mode():
            traced = torch.jit.trace(m, part)
            yield "torch eager", repeated(lambda: m(part))
            yield "torch traced", repeated(lambda: traced(part))
        return
    loss_of = nn.MSELoss() if widths[-1] == 1 else nn.CrossEntropyLoss()
    for name in ["default", "fused"] + (["compile"] if options.compile else []):
        m = model()
        make = (lambda p, **kw: torch.optim.SGD(p, 0.01, **kw)) if optimizer == "sgd" else torch.optim.Adam
        steps = make(m.parameters(), fused=name != "default")
        forward, update = (lambda a, b: loss_of(m(a), b)), steps.step
        if name == "compile":
            forward, update = torch.compile(forward), torch.compile(lambda: steps.step())

        def epoch():
            order = torch.randperm(rows)
            for i in range(0, rows, batch):
                k = order[i:i + batch]
                steps.zero_grad()
                forward(x[k], y[k]).backward()
                update()
        yield f"torch {name}", epoch_time(epoch, epochs + (name == "compile"), -(-rows // batch))


def jax_forms(job, predict, options):
    import jax
    import jax.numpy as jnp
    import numpy as np
    widths, batch, rows, epochs, optimizer = JOBS[job]
    x, y = map(jnp.asarray, data(job))
    rng = np.random.default_rng(1)
    weights = [(jnp.asarray(rng.uniform(-1, 1, (a, b)).astype("float32") * (6 / (a + b)) ** 0.5), jnp.zeros(b)) for a, b in zip(widths, widths[1:])]

    def forward(p, a):
        for w, b in p[:-1]:
            a = jax.nn.relu(a @ w + b)
        return a @ p[-1][0] + p[-1][1]
    if predict:
        f, part = jax.jit(lambda a: jax.nn.softmax(forward(weights, a))), x[:predict]
        yield "jax jit", repeated(lambda: f(part).block_until_ready())
        return

    def loss(p, a, b):
        out = forward(p, a)
        if widths[-1] == 1:
            return jnp.mean((out - b) ** 2)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(out), b[:, None], 1))

    def step(state, k):
        p, m, v, t = state
        value, g = jax.value_and_grad(loss)(p, x[k], y[k])
        t = t + 1
        if optimizer == "sgd":
            return (jax.tree.map(lambda a, b: a - 0.01 * b, p, g), m, v, t), value
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
        rate = 1e-3 * jnp.sqrt(1 - 0.999 ** t) / (1 - 0.9 ** t)
        return (jax.tree.map(lambda a, b, c: a - rate * b / (jnp.sqrt(c) + 1e-7), p, m, v), m, v, t), value
    count = rows // batch

    @jax.jit
    def epoch_of(state, key):
        return jax.lax.scan(step, state, jax.random.permutation(key, rows)[:count * batch].reshape(count, batch))
    zeros = jax.tree.map(jnp.zeros_like, weights)
    state = [(weights, zeros, zeros, jnp.float32(0))]

    def epoch():
        state[0], values = epoch_of(state[0], jax.random.key(0))
        values.block_until_ready()
    yield "jax scan", epoch_time(epoch, epochs, count)


def sklearn_forms(job, predict, options):
    import warnings
    import numpy as np
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    warnings.filterwarnings("ignore")
    widths, batch, rows, epochs, optimizer = JOBS[job]
    x, y = data(job)
    kind = MLPRegressor if widths[-1] == 1 else MLPClassifier
    m = kind(hidden_layer_sizes=tuple(widths[1:-1]), solver=optimizer, batch_size=batch, alpha=0, momentum=0, learning_rate_init=0.01)
    classes = {} if widths[-1] == 1 else {"classes": np.arange(widths[-1])}
    if predict:
        m.partial_fit(x[:batch], y.ravel()[:batch], **classes)
        part = x[:predict]
        yield "sklearn predict_proba", repeated(lambda: m.predict_proba(part))
        return
    yield "sklearn partial_fit", epoch_time(lambda: m.partial_fit(x, y.ravel(), **classes), min(epochs, 4), -(-rows // batch))


def onnx_forms(job, predict, options):
    if not predict:
        return
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
    widths = JOBS[job][0]
    rng, nodes, weights, name = np.random.default_rng(0), [], [], "x"
    for i, (a, b) in enumerate(zip(widths, widths[1:])):
        weights += [numpy_helper.from_array((rng.standard_normal((a, b)) / a ** 0.5).astype("float32"), f"w{i}"),
                    numpy_helper.from_array(np.zeros(b, "float32"), f"b{i}")]
        last = i + 2 == len(widths)
        nodes += [helper.make_node("Gemm", [name, f"w{i}", f"b{i}"], [f"g{i}"]),
                  helper.make_node("Softmax" if last else "Relu", [f"g{i}"], ["y" if last else f"a{i}"])]
        name = f"a{i}"
    graph = helper.make_graph(nodes, "mlp", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", widths[0]])],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", widths[-1]])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), settings, providers=["CPUExecutionProvider"])
    part = data(job)[0][:predict]
    yield "onnxruntime", repeated(lambda: session.run(None, {"x": part}))


PEERS = {"keras-tensorflow": ("tensorflow", keras_forms), "keras-torch": ("torch", keras_forms), "keras-jax": ("jax", keras_forms),
         "torch": ("torch", torch_forms), "jax": ("jax", jax_forms), "sklearn": ("sklearn", sklearn_forms), "onnx": ("onnxruntime", onnx_forms)}


def times_of(peer, job, predict, options):
    """{form: seconds}, measured by a process of its own; empty where the peer fails, which is told"""
    environment = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3", OMP_NUM_THREADS=str(options.threads))
    if peer.startswith("keras-"):
        environment["KERAS_BACKEND"] = peer[len("keras-"):]
    command = [sys.executable, os.path.abspath(__file__), options.bench, "--worker", peer, "--job", job, "--predict", str(predict),
               "--threads", str(options.threads)] + (["--compile"] if options.compile else [])
    done = subprocess.run(pinned(options.threads) + command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"{peer} failed on {job}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return {}
    return json.loads(done.stdout.strip().splitlines()[-1])


def pinned(threads):
    return ["taskset", "-c", "0"] if threads == 1 else []


def ours(job, options):
    command = [options.bench, "--json", "--job", job, "--threads", str(options.threads), "--pairs", "5"]
    found = json.loads(subprocess.run(pinned(1) * (options.threads == 1) + command, capture_output=True, text=True, check=True).stdout)
    step = next(s for s in found["steps"] if s["job"] == job)
    times = {0: {"nntrain": step["ours_s"], "Eigen": step["eigen_s"]}}
    for p in found["predictions"]:
        if p["job"] == job:
            times[p["rows"]] = {"nntrain": p["seconds"]}
    return times


def text(seconds):
    for unit, scale in (("ns", 1e9), ("us", 1e6), ("ms", 1e3)):
        if seconds * scale < 999:
            return f"{seconds * scale:.3g} {unit}"
    return f"{seconds:.3g} s"


def best(cells, word):
    found = [(t, name) for name, t in cells.items() if name.startswith(word)]
    return min(found) if found else None


def table(options):
    installed = [p for p, (module, _) in PEERS.items() if importlib.util.find_spec(module) and (not p.startswith("keras-") or importlib.util.find_spec("keras"))]
    if options.peers:
        installed = [p for p in installed if p in options.peers.split(",")]
    words = ["Eigen", "keras", "torch", "jax", "sklearn", "onnx"]
    print(f"Load before the run {os.getloadavg()[0]:.1f}; medians of {options.rounds} rounds; ratio: best peer / nntrain.\n")
    print("| job | threads | nntrain | " + " | ".join(words) + " | best Python peer | ratio |\n|" + "---|" * (len(words) + 5))
    for job in JOBS:
        if not job.startswith(options.only):
            continue
        for options.threads in [int(options.threads_wanted)] if options.threads_wanted else [1, 2]:
            kinds = [0] + ([1024, 1] if job in PREDICTED else [])
            rounds = {kind: {} for kind in kinds}
            for _ in range(options.rounds):
                own = ours(job, options)
                for kind in kinds:
                    cells = dict(own[kind])
                    for peer in installed:
                        if not (peer == "onnx" and not kind):
                            cells.update(times_of(peer, job, kind, options))
                    for name, seconds in cells.items():
                        rounds[kind].setdefault(name, []).append(seconds)
            for kind in kinds:
                cells = {name: statistics.median(times) for name, times in rounds[kind].items()}
                python = min((t, n) for n, t in cells.items() if n not in ("nntrain", "Eigen"))
                shown = [best(cells, w) for w in words]
                label = job if not kind else f"{job}, predicting {kind} row" + "s" * (kind > 1)
                print(f"| {label} | {options.threads} | {text(cells['nntrain'])} | " + " | ".join(text(b[0]) if b else "" for b in shown) +
                      f" | {python[1]} | {python[0] / cells['nntrain']:.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", help="the built nntrain_bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--job", default="", help="only jobs whose name begins so")
    parser.add_argument("--threads", default="", help="1 or 2; both without it")
    parser.add_argument("--peers", default="", help="only these, between commas: " + ", ".join(PEERS))
    parser.add_argument("--compile", action="store_true", help="torch.compile as well, which takes minutes")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--predict", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        options.threads = int(options.threads)
        print(json.dumps(dict(PEERS[options.worker][1](options.job, options.predict, options))))
        return
    options.only, options.threads_wanted = options.job, options.threads
    table(options)


if __name__ == "__main__":
    main()
