"""The options of compile and fit."""

from recorder.parity_cases.base import case, classes, numbers, weighted, yes_no


def cases():
    yield case("one_epoch", numbers(epochs=1))
    yield case("batch_of_1", numbers(batch_size=1, optimizer={"type": "SGD", "learning_rate": 0.02}))
    yield case("batch_of_23", numbers(batch_size=23))
    yield case("batch_of_32", numbers(batch_size=32))
    yield case("no_validation", numbers(validation_split=0.0))
    yield case("validation_split", numbers(validation_split=0.33))
    yield case("validation_freq", numbers(validation_freq=2, epochs=5))
    yield case("sample_weight", weighted(numbers()))
    gathered = {"type": "SGD", "learning_rate": 0.1, "gradient_accumulation_steps": 2}
    yield case("sample_weight_gathered", weighted(numbers(optimizer=gathered)))
    yield case("class_weight_gathered", classes(class_weight={"0": 0.5, "2": 3.0}, optimizer=gathered))
    yield case("weighted_metrics", weighted(numbers(weighted_metrics=["mae", "mse"])))
    yield case("weighted_metrics_without_weights", numbers(weighted_metrics=["mse"]))
    yield case("class_weight", classes(class_weight={"0": 0.5, "2": 3.0}, metrics=["accuracy"], weighted_metrics=["accuracy"]))
    yield case("class_weight_yes_no", yes_no(class_weight={"0": 1.5, "1": 0.3}, metrics=["accuracy"]))
    yield case("validation_freq_list", numbers(validation_freq=[1, 4], epochs=5))
    yield case("validation_batch_size", numbers(validation_batch_size=4))
    yield case("validation_steps", numbers(validation_steps=1))
    yield case("initial_epoch", numbers(initial_epoch=1, epochs=4, validation_freq=2))
    yield case("steps_per_epoch", numbers(steps_per_epoch=2, epochs=6))
    yield case("loss_weights_number", numbers(loss_weights=0.5))
