"""Golden numbers of optimisers: ten steps of each over given gradients.

`keras`: Keras 3's formulae (keras/src/optimizers, each `update_step`) written out in NumPy, float64.
`torch`: torch.optim 1.13, where both agree once epsilon vanishes: run with epsilon 1e-20.
Run: /usr/bin/python3 optimizers.py > optimizers.json
"""

import json
import numpy as np
import torch

rng = np.random.default_rng(7)
start = np.round(rng.normal(size=5), 3)
grads = np.round(rng.normal(size=(10, 5)) * np.array([1.0, 0.1, 3.0, 0.01, 1.0]), 3)
lr = 0.01
eps = 1e-7


class Slots(dict):
    def get_or(self, name, value):
        if name not in self:
            self[name] = np.full_like(start, value)
        return self[name]


def sgd(w, g, s, t, momentum=0.0, nesterov=False):
    if momentum == 0:
        return w - lr * g
    s["m"] = momentum * s.get_or("m", 0) - lr * g
    return w + (momentum * s["m"] - lr * g if nesterov else s["m"])


def rmsprop(w, g, s, t, rho=0.9, momentum=0.0, epsilon=eps, centered=False):
    s["v"] = rho * s.get_or("v", 0) + (1 - rho) * g**2
    d = s["v"] + epsilon
    if centered:
        s["a"] = rho * s.get_or("a", 0) + (1 - rho) * g
        d = s["v"] - s["a"] ** 2 + epsilon
    inc = lr * g / np.sqrt(d)
    if momentum > 0:
        s["m"] = momentum * s.get_or("m", 0) + inc
        return w - s["m"]
    return w - inc


def adagrad(w, g, s, t, initial=0.1, epsilon=eps):
    s["s"] = s.get_or("s", initial) + g**2
    return w - lr * g / np.sqrt(s["s"] + epsilon)


def adadelta(w, g, s, t, rho=0.95, epsilon=eps):
    s["g"] = rho * s.get_or("g", 0) + (1 - rho) * g**2
    d = -np.sqrt(s.get_or("d", 0) + epsilon) * g / np.sqrt(s["g"] + epsilon)
    s["d"] = rho * s["d"] + (1 - rho) * d**2
    return w + lr * d


def adam(w, g, s, t, beta1=0.9, beta2=0.999, epsilon=eps, amsgrad=False, decay=0.0):
    w = w - lr * decay * w
    alpha = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    s["m"] = s.get_or("m", 0) + (g - s["m"]) * (1 - beta1)
    s["v"] = s.get_or("v", 0) + (g**2 - s["v"]) * (1 - beta2)
    v = s["v"]
    if amsgrad:
        s["x"] = np.maximum(s.get_or("x", 0), v)
        v = s["x"]
    return w - s["m"] * alpha / (np.sqrt(v) + epsilon)


def adamax(w, g, s, t, beta1=0.9, beta2=0.999, epsilon=eps):
    s["m"] = s.get_or("m", 0) + (g - s["m"]) * (1 - beta1)
    s["u"] = np.maximum(beta2 * s.get_or("u", 0), np.abs(g))
    return w - lr * s["m"] / ((1 - beta1**t) * (s["u"] + epsilon))


def nadam(w, g, s, t, beta1=0.9, beta2=0.999, epsilon=eps):
    u0 = beta1 * (1 - 0.5 * 0.96**t)
    u1 = beta1 * (1 - 0.5 * 0.96 ** (t + 1))
    s["p"] = s.get_or("p", 1) * u0
    p1 = s["p"] * u1
    s["m"] = s.get_or("m", 0) + (g - s["m"]) * (1 - beta1)
    s["v"] = s.get_or("v", 0) + (g**2 - s["v"]) * (1 - beta2)
    m = u1 * s["m"] / (1 - p1) + (1 - u0) * g / (1 - s["p"])
    return w - lr * m / (np.sqrt(s["v"] / (1 - beta2**t)) + epsilon)


def lion(w, g, s, t, beta1=0.9, beta2=0.99):
    w = w - lr * np.sign(s.get_or("m", 0) * beta1 + g * (1 - beta1))
    s["m"] = s["m"] * beta2 + g * (1 - beta2)
    return w


def ftrl(w, g, s, t, power=-0.5, l1=0.0, l2=0.0, shrinkage=0.0, beta=0.0):
    l2 = l2 + beta / (2 * lr)
    old = s.get_or("s", 0.1)
    s["s"] = old + g**2
    s["z"] = s.get_or("z", 0) + g + 2 * shrinkage * w - (s["s"] ** -power - old**-power) / lr * w
    q = s["s"] ** -power / lr + 2 * l2
    return (np.clip(s["z"], -l1, l1) - s["z"]) / q


def keras(update, **options):
    w, s, out = start.copy(), Slots(), []
    for t, g in enumerate(grads, 1):
        w = update(w, g, s, t, **options)
        out.append(w.tolist())
    return out


def torched(make):
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer, out = make([w]), []
    for g in grads:
        w.grad = torch.tensor(g, dtype=torch.float64)
        optimizer.step()
        out.append(w.detach().tolist())
    return out


o = torch.optim
tiny = 1e-20
golden = {
    "start": start.tolist(),
    "gradients": grads.tolist(),
    "keras": {
        "sgd": keras(sgd),
        "momentum": keras(sgd, momentum=0.9),
        "nesterov": keras(sgd, momentum=0.9, nesterov=True),
        "rmsprop": keras(rmsprop),
        "rmspropMomentum": keras(rmsprop, momentum=0.9),
        "rmspropCentered": keras(rmsprop, centered=True, momentum=0.5, rho=0.8),
        "adagrad": keras(adagrad),
        "adadelta": keras(adadelta),
        "adam": keras(adam),
        "adamEpsilon": keras(adam, epsilon=0.1, beta1=0.8, beta2=0.9),
        "amsgrad": keras(adam, amsgrad=True, beta2=0.5),
        "adamW": keras(adam, decay=0.04),
        "adamax": keras(adamax),
        "nadam": keras(nadam),
        "lion": keras(lion),
        "ftrl": keras(ftrl),
        "ftrlPenalised": keras(ftrl, power=-0.6, l1=0.01, l2=0.02, shrinkage=0.03, beta=0.1),
    },
    "torch": {
        "sgd": torched(lambda p: o.SGD(p, lr)),
        "momentum": torched(lambda p: o.SGD(p, lr, momentum=0.9)),
        "nesterov": torched(lambda p: o.SGD(p, lr, momentum=0.9, nesterov=True)),
        "rmsprop": torched(lambda p: o.RMSprop(p, lr, alpha=0.9, eps=tiny)),
        "rmspropMomentum": torched(lambda p: o.RMSprop(p, lr, alpha=0.9, momentum=0.9, eps=tiny)),
        "adagrad": torched(lambda p: o.Adagrad(p, lr, initial_accumulator_value=0.1, eps=tiny)),
        "adadelta": torched(lambda p: o.Adadelta(p, lr, rho=0.95, eps=1e-7)),
        "adam": torched(lambda p: o.Adam(p, lr, eps=tiny)),
        "amsgrad": torched(lambda p: o.Adam(p, lr, betas=(0.9, 0.5), eps=tiny, amsgrad=True)),
        "adamW": torched(lambda p: o.AdamW(p, lr, eps=tiny, weight_decay=0.04)),
        "adamax": torched(lambda p: o.Adamax(p, lr, eps=tiny)),
    },
}
print(json.dumps(golden))
