"""Golden numbers of activations: torch.nn.functional of PyTorch 1.13 in double precision, where it has the function.

Keras' own ones are written out: hard_sigmoid and hard_silu (PyTorch has the same), squareplus, relu with a threshold.
Run: /usr/bin/python3 activations.py > activations.json
"""

import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
# No kinks among them; 4 wide, for softmax and glu.
points = [-30.0, -7.5, -6.5, -3.2, -2.5, -1.3, -0.9, -0.4, -0.1, 0.05, 0.3, 0.7, 1.1, 2.2, 5.5, 31.0]


def case(activation, f):
    x = torch.tensor(points).reshape(4, 4).requires_grad_(True)
    y = f(x)
    weights = torch.arange(1.0, y.numel() + 1).reshape(y.shape)
    (y * weights).sum().backward()
    return {
        "activation": activation,
        "values": y.detach().flatten().tolist(),
        "gradient": x.grad.flatten().tolist(),
    }


def keras_relu(x):
    y = torch.where(x >= 0.5, x, 0.1 * (x - 0.5))
    return y.clamp(max=5.0)


print(
    json.dumps(
        {
            "points": points,
            "cases": [
                case("linear", lambda x: x * 1),
                case("celu", F.celu),
                case({"name": "celu", "alpha": 0.5}, lambda x: F.celu(x, 0.5)),
                case("elu", F.elu),
                case({"name": "elu", "alpha": 1.7}, lambda x: F.elu(x, 1.7)),
                case("exponential", torch.exp),
                case("gelu", F.gelu),
                case({"name": "gelu", "approximate": True}, lambda x: F.gelu(x, approximate="tanh")),
                case("glu", F.glu),
                case({"name": "glu", "axis": 0}, lambda x: F.glu(x, 0)),
                case("hardShrink", F.hardshrink),
                case({"name": "hardShrink", "threshold": 1}, lambda x: F.hardshrink(x, 1)),
                case("hardSigmoid", F.hardsigmoid),
                case("hardSilu", F.hardswish),
                case("hardSwish", F.hardswish),
                case("hardTanh", F.hardtanh),
                case("leakyRelu", lambda x: F.leaky_relu(x, 0.2)),
                case({"name": "leakyRelu", "negativeSlope": 0.01}, lambda x: F.leaky_relu(x, 0.01)),
                case("logSigmoid", F.logsigmoid),
                case("logSoftmax", lambda x: x.log_softmax(-1)),
                case({"name": "logSoftmax", "axis": 0}, lambda x: x.log_softmax(0)),
                case("mish", F.mish),
                case("relu", F.relu),
                case({"name": "relu", "negativeSlope": 0.1, "threshold": 0.5, "maxValue": 5}, keras_relu),
                case({"name": "relu", "maxValue": 2}, lambda x: x.clamp(0, 2)),
                case("relu6", F.relu6),
                case("selu", F.selu),
                case("sigmoid", torch.sigmoid),
                case("silu", F.silu),
                case("softShrink", F.softshrink),
                case({"name": "softShrink", "threshold": 1}, lambda x: F.softshrink(x, 1)),
                case("softmax", lambda x: x.softmax(-1)),
                case({"name": "softmax", "axis": 0}, lambda x: x.softmax(0)),
                case("softplus", F.softplus),
                case("softsign", F.softsign),
                case("squareplus", lambda x: (x + (x**2 + 4).sqrt()) / 2),
                case({"name": "squareplus", "b": 0.2}, lambda x: (x + (x**2 + 0.2).sqrt()) / 2),
                case("swish", F.silu),
                case("tanh", torch.tanh),
                case("tanhShrink", F.tanhshrink),
                case({"name": "threshold", "threshold": 0.5, "value": -3}, lambda x: F.threshold(x, 0.5, -3)),
            ],
        }
    )
)
