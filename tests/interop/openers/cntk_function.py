"""CNTK: .onnx"""
import cntk
import numpy as np
import opener


def predict(job, inputs):
    function = cntk.Function.load(job["file"], format=cntk.ModelFormat.ONNX)
    arguments = {each.name: each for each in function.arguments}
    order = job["output_names"]  # which CNTK does not keep; it names the nodes, but for an output that is renamed
    outputs = sorted(function.outputs, key=lambda each: next((i for i, name in enumerate(order) if each.name.split("/")[0] == name), len(order)))

    def of_a_row(row):
        given = {}
        for each, x in zip(job["inputs"], row):
            argument = arguments[each["name"]]
            given[argument] = x.reshape([1] * len(argument.dynamic_axes) + list(argument.shape))
        answers = function.eval(given)
        return [answers[output] for output in outputs] if isinstance(answers, dict) else [np.asarray(answers)]

    return opener.by_rows(of_a_row, inputs)


opener.run("CNTK " + cntk.__version__, predict)
