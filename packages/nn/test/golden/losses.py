"""Golden numbers of losses: values per sample and gradients, PyTorch 1.13 in double precision.

Each case gives x, what the model's head makes of it (nothing, sigmoid, softmax), the truth, the loss of every sample,
and d/dx of the sum of the samples' losses times 1, 2, 3, ... The formula is PyTorch's own function where it has one
(named `F.`), else Keras 3's (keras/src/losses/losses.py) written with PyTorch, whose autograd gives the gradient.
Run: /usr/bin/python3 losses.py > losses.json
"""

import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
eps = 1e-7
B, C = 6, 4
cases = []


def r(t, digits=3):
    return (t * 10**digits).round() / 10**digits


def case(title, loss, x, truth, formula, config=None, head=None):
    x = x.clone().requires_grad_(True)
    p = {None: lambda v: v, "sigmoid": torch.sigmoid, "softmax": lambda v: v.softmax(-1)}[head](x)
    values = formula(p, truth, x)
    weights = torch.arange(1.0, values.numel() + 1).reshape(values.shape)
    (values * weights).sum().backward()
    cases.append(
        {
            "title": title,
            "loss": loss,
            "config": config or {},
            "head": head,
            "shape": list(x.shape),
            "x": x.detach().flatten().tolist(),
            "truthShape": list(truth.shape),
            "truth": truth.flatten().tolist(),
            "valuesShape": list(values.shape),
            "values": values.detach().flatten().tolist(),
            "gradient": x.grad.flatten().tolist(),
        }
    )


def mean(t):
    return t.mean(-1)


x = r(torch.randn(B, C) * 2)
y = r(torch.randn(B, C) * 2)
bits = torch.randint(0, 2, (B, C)).double()
labels = torch.tensor([0, 3, 1, 1, 2, 0])
hot = F.one_hot(labels, C).double()
soft = r(torch.rand(B, C).softmax(-1), 4)
soft[:, 0] += 1 - soft.sum(-1)
positive = r(torch.rand(B, C) * 5 + 0.1)
counts = torch.randint(0, 6, (B, C)).double()
probabilities = r(torch.rand(B, C) * 0.9 + 0.05)

case("F.mse_loss", "meanSquaredError", x, y, lambda p, t, _: mean(F.mse_loss(p, t, reduction="none")))
case("F.l1_loss", "meanAbsoluteError", x, y, lambda p, t, _: mean(F.l1_loss(p, t, reduction="none")))
case("Keras", "meanAbsolutePercentageError", x, y, lambda p, t, _: 100 * mean((t - p).abs() / t.abs().clamp(min=eps)))
case(
    "Keras, some negative",
    "meanSquaredLogarithmicError",
    x,
    positive,
    lambda p, t, _: mean((p.clamp(min=eps).log1p() - t.clamp(min=eps).log1p()) ** 2),
)
for delta in [1.0, 2.5]:
    case(
        f"F.huber_loss, delta {delta}",
        "huber",
        x,
        y,
        lambda p, t, _: mean(F.huber_loss(p, t, reduction="none", delta=delta)),
        {"delta": delta},
    )
case("ln cosh", "logCosh", x, y, lambda p, t, _: mean(torch.log(torch.cosh(p - t))))
case(
    "F.poisson_nll_loss",
    "poisson",
    positive,
    counts,
    lambda p, t, _: mean(F.poisson_nll_loss(p, t, log_input=False, eps=eps, reduction="none")),
)

bce = lambda x, t: mean(F.binary_cross_entropy_with_logits(x, t, reduction="none"))
case("F.binary_cross_entropy_with_logits", "binaryCrossentropy", x, bits, lambda p, t, x: bce(x, t), {"fromLogits": True})
case("the same after a sigmoid", "binaryCrossentropy", x * 30, bits, lambda p, t, x: bce(x, t), None, "sigmoid")
case(
    "F.binary_cross_entropy",
    "binaryCrossentropy",
    probabilities,
    bits,
    lambda p, t, _: mean(F.binary_cross_entropy(p, t, reduction="none")),
)
case(
    "label smoothing 0.2",
    "binaryCrossentropy",
    x,
    bits,
    lambda p, t, x: bce(x, t * 0.8 + 0.1),
    {"labelSmoothing": 0.2},
    "sigmoid",
)


def focal(p, t, alpha=None, gamma=2.0):
    pt = t * p + (1 - t) * (1 - p)
    value = (1 - pt) ** gamma * F.binary_cross_entropy(p, t, reduction="none")
    return mean(value if alpha is None else (alpha * t + (1 - alpha) * (1 - t)) * value)


case("Keras, after a sigmoid", "binaryFocalCrossentropy", x, bits, lambda p, t, _: focal(p, t), None, "sigmoid")
case(
    "Keras, balanced",
    "binaryFocalCrossentropy",
    probabilities,
    bits,
    lambda p, t, _: focal(p, t, 0.3, 1.5),
    {"applyClassBalancing": True, "alpha": 0.3, "gamma": 1.5},
)

ce = lambda x, t, **o: F.cross_entropy(x, t, reduction="none", **o)
case("F.cross_entropy", "categoricalCrossentropy", x, soft, lambda p, t, x: ce(x, t), {"fromLogits": True})
case("the same after a softmax", "categoricalCrossentropy", x * 30, hot, lambda p, t, x: ce(x, t), None, "softmax")
case(
    "F.cross_entropy, label smoothing 0.1",
    "categoricalCrossentropy",
    x,
    hot,
    lambda p, t, x: ce(x, t, label_smoothing=0.1),
    {"labelSmoothing": 0.1},
    "softmax",
)
case(
    "truth that does not sum to 1",
    "categoricalCrossentropy",
    x,
    soft * 1.7,
    lambda p, t, x: -(t * x.log_softmax(-1)).sum(-1),
    {"fromLogits": True},
)
share = lambda p: (p / p.sum(-1, keepdim=True)).clamp(eps, 1 - eps)
case(
    "Keras, of numbers that do not sum to 1",
    "categoricalCrossentropy",
    probabilities,
    soft,
    lambda p, t, _: -(t * share(p).log()).sum(-1),
)
case("F.cross_entropy", "sparseCategoricalCrossentropy", x, labels, lambda p, t, x: ce(x, t), {"fromLogits": True})
case(
    "labels [batch, 1] after a softmax",
    "sparseCategoricalCrossentropy",
    x * 30,
    labels[:, None],
    lambda p, t, x: ce(x, t[:, 0]),
    None,
    "softmax",
)
case(
    "Keras, of numbers that do not sum to 1",
    "sparseCategoricalCrossentropy",
    probabilities,
    labels,
    lambda p, t, _: F.nll_loss(share(p).log(), t, reduction="none"),
)
case(
    "F.cross_entropy, class -100 ignored",
    "sparseCategoricalCrossentropy",
    x,
    torch.tensor([0, -100, 1, 1, -100, 0]),
    lambda p, t, x: ce(x, t, ignore_index=-100),
    {"ignoreClass": -100},
    "softmax",
)
steps = r(torch.randn(2, 3, C) * 2)
case(
    "labels [batch, time], class 0 ignored",
    "sparseCategoricalCrossentropy",
    steps,
    torch.tensor([[0, 3, 1], [2, 0, 1]]),
    lambda p, t, x: ce(x.transpose(1, 2), t, ignore_index=0),
    {"ignoreClass": 0, "fromLogits": True},
)

signs = bits * 2 - 1
case("Keras", "hinge", x, signs, lambda p, t, _: mean((1 - t * p).clamp(min=0)))
case("Keras, of 0 and 1", "hinge", x, bits, lambda p, t, _: mean((1 - (2 * t - 1) * p).clamp(min=0)))
case("Keras", "squaredHinge", x, signs, lambda p, t, _: mean((1 - t * p).clamp(min=0) ** 2))
case(
    "Keras",
    "categoricalHinge",
    x,
    hot,
    lambda p, t, _: (((1 - t) * p).amax(-1) - (t * p).sum(-1) + 1).clamp(min=0),
)
case(
    "F.kl_div",
    "klDivergence",
    probabilities,
    soft,
    lambda p, t, _: F.kl_div(p.log(), t, reduction="none").sum(-1),
)
case("F.cosine_similarity, negated", "cosineSimilarity", x, y, lambda p, t, _: -F.cosine_similarity(p, t, -1, eps))
q = torch.tensor([0.1, 0.5, 0.9, 0.975])
case(
    "Koenker & Bassett",
    "quantile",
    x,
    y[:, :1],
    lambda p, t, _: mean(torch.maximum(q * (t - p), (q - 1) * (t - p))),
    {"quantiles": q.tolist()},
)
case(
    "F.gaussian_nll_loss",
    "gaussianNegativeLogLikelihood",
    x,
    y[:, :2],
    lambda p, t, _: mean(F.gaussian_nll_loss(p[:, :2], t, p[:, 2:].exp(), full=True, reduction="none")),
)


def distance(e, kind):
    if kind == "cosine":
        return 1 - F.normalize(e) @ F.normalize(e).T
    squares = ((e[:, None] - e[None]) ** 2).sum(-1)
    return squares if kind == "squaredEuclidean" else squares.clamp(min=1e-16).sqrt()


def triplets(e, t, kind, margin, mining):
    """Loops, as the definition reads; each anchor's share of the mean over pairs (or costly triplets) times batch."""
    d, n = distance(e, kind), len(t)
    sums, count = [torch.zeros(()) for _ in range(n)], 0
    for a in range(n):
        others = [j for j in range(n) if t[j] != t[a]]
        for p in [j for j in range(n) if j != a and t[j] == t[a]]:
            if mining == "semiHard":
                outside = [d[a, j] for j in others if d[a, j] > d[a, p]]
                negative = min(outside) if outside else max(d[a, j] for j in others)
                costs = [d[a, p] - negative + margin]
                count += 1
            else:
                costs = [c for j in others if (c := d[a, p] - d[a, j] + margin) > 0]
                count += len(costs)
            for c in costs:
                sums[a] = sums[a] + c.clamp(min=0)
    return torch.stack(sums) * n / count


e = r(torch.randn(8, 3))
who = torch.tensor([0, 1, 0, 2, 1, 2, 0, 1])
for mining in ["semiHard", "batchAll"]:
    for kind in ["euclidean", "squaredEuclidean", "cosine"]:
        case(
            f"{mining}, {kind}",
            "tripletLoss",
            e,
            who,
            lambda p, t, _: triplets(p, t, kind, 0.7, mining),
            {"mining": mining, "distance": kind, "margin": 0.7},
        )

print(json.dumps(cases))
