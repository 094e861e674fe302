"""Golden numbers of schedules.

`oneCycle` is torch.optim.lr_scheduler.OneCycleLR of PyTorch 1.13; the others are Keras 3's formulae
(keras/src/optimizers/schedules/learning_rate_schedule.py) written out in plain Python.
Run: /usr/bin/python3 schedules.py > schedules.json
"""

import json
import math
import warnings
import torch

warnings.simplefilter("ignore")
steps = [0, 1, 2, 3, 5, 7, 9, 10, 11, 15, 19, 20, 21, 29, 30, 31, 50, 69, 70, 71, 100]


def exponential(s, staircase):
    p = s / 10
    return 0.1 * 0.9 ** (math.floor(p) if staircase else p)


def inverse(s, staircase):
    p = s / 10
    return 0.1 / (1 + 0.5 * (math.floor(p) if staircase else p))


def polynomial(s, power, cycle):
    d = 20
    if cycle:
        d = d * (1.0 if s == 0 else math.ceil(s / 20))
    else:
        s = min(s, d)
    return (0.1 - 0.001) * (1 - s / d) ** power + 0.001


def piecewise(s):
    return 0.1 if s <= 10 else 0.05 if s <= 30 else 0.01


def cosine(s, warm):
    fn = lambda s, initial: initial * ((1 - 0.1) * 0.5 * (1 + math.cos(math.pi * s / 20)) + 0.1)
    if not warm:
        return fn(min(s, 20), 0.1)
    s = min(s, 20 + 10)
    return 0.1 + (0.4 - 0.1) * s / 10 if s < 10 else fn(s - 10, 0.4)


def restarts(s, t_mul, m_mul):
    f = s / 10
    if t_mul == 1:
        i = math.floor(f)
        f -= i
    else:
        # Rounded, as a restart must not fall into the period before.
        i = math.floor(round(math.log(1 - f * (1 - t_mul)) / math.log(t_mul), 9))
        f = (f - (1 - t_mul**i) / (1 - t_mul)) / t_mul**i
    c = 0.5 * m_mul**i * (1 + math.cos(math.pi * f))
    return 0.1 * ((1 - 0.05) * c + 0.05)


def one_cycle(total, **options):
    optimizer = torch.optim.SGD([torch.zeros(1)], 0.1)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total, cycle_momentum=False, **options)
    out = []
    for _ in range(total):
        out.append(scheduler.get_last_lr()[0])
        if len(out) < total:
            optimizer.step()
            scheduler.step()
    return out


at = lambda f: [f(s) for s in steps]
print(
    json.dumps(
        {
            "steps": steps,
            "exponential": at(lambda s: exponential(s, False)),
            "exponentialStairs": at(lambda s: exponential(s, True)),
            "inverse": at(lambda s: inverse(s, False)),
            "inverseStairs": at(lambda s: inverse(s, True)),
            "polynomial": at(lambda s: polynomial(s, 2, False)),
            "polynomialCycle": at(lambda s: polynomial(s, 0.5, True)),
            "piecewise": at(piecewise),
            "cosine": at(lambda s: cosine(s, False)),
            "cosineWarm": at(lambda s: cosine(s, True)),
            "restarts": at(lambda s: restarts(s, 2, 0.5)),
            "restartsEven": at(lambda s: restarts(s, 1, 1)),
            "oneCycle": one_cycle(50),
            "oneCycleOptions": one_cycle(37, pct_start=0.25, div_factor=10, final_div_factor=100),
        }
    )
)
