"""Reference values and gradients for the layers of @lepton/nn.

Run: /usr/bin/python3 layers.py > layers.json && npx biome format --write layers.json   (PyTorch 1.13)
Inputs and weights are waves, sin(seed + 1.37 k) for the k-th element in row-major order, so that they need not be
stored: input i has seed i + 1, weight j (in the layer's order) seed 11 + j, moving variances are raised by 1.5. The
gradients are those of L = sum(wave(seed 50) * y), in double precision, for a batch of 2. Layouts are the layers': x and y
channels last, kernels as PyTorch has them.
"""
import json
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
cases = {}


def wave(shape, seed):
    size = math.prod(shape)
    return torch.tensor([math.sin(seed + 1.37 * k) for k in range(size)]).reshape(shape)


def numbers(t):
    return [float(f"{v:.7g}") for v in t.detach().reshape(-1).tolist()]


def case(name, f, inputs, weights=None):
    assert name not in cases, name
    xs = [wave((2, *shape), i + 1).requires_grad_() for i, shape in enumerate(inputs)]
    ws = {}
    for j, (key, shape) in enumerate((weights or {}).items()):
        ws[key] = (wave(shape, 11 + j) + (1.5 if key == "movingVariance" else 0)).requires_grad_()
    y = f(*xs, **ws)
    (y * wave(y.shape, 50)).sum().backward()
    cases[name] = {
        "shape": list(y.shape[1:]),
        "y": numbers(y),
        "dx": [numbers(x.grad) for x in xs],
        "dw": {key: numbers(w.grad) for key, w in ws.items() if w.grad is not None},
    }


def first(x):
    return x.movedim(-1, 1)


def last(y):
    return y.movedim(1, -1)


def same(x, kernel, strides, dilations, value=0.0):
    """TensorFlow's "same": ceil(n / s) positions, the odd cell behind. F.pad lists the last axis first."""
    pads = []
    for n, k, s, d in zip(x.shape[2:], kernel, strides, dilations):
        total = max(0, (math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n)
        pads = [total // 2, total - total // 2] + pads
    return F.pad(x, pads, value=value)


conv = {1: F.conv1d, 2: F.conv2d}
turned = {1: F.conv_transpose1d, 2: F.conv_transpose2d}


def convolution(axes, strides=None, dilations=None, padding="valid", groups=1, f=lambda y: y):
    strides, dilations = strides or (1,) * axes, dilations or (1,) * axes

    def run(x, kernel, bias=None):
        x = first(x)
        if padding == "same":
            x = same(x, kernel.shape[2:], strides, dilations)
        if padding == "causal":
            x = F.pad(x, [dilations[0] * (kernel.shape[2] - 1), 0])
        return f(last(conv[axes](x, kernel, bias, strides, 0, dilations, groups)))

    return run


# Convolutions
case("conv1d", convolution(1), [(7, 3)], {"kernel": (4, 3, 3), "bias": (4,)})
case("conv1d causal", convolution(1, (1,), (2,), "causal", f=torch.tanh), [(6, 2)], {"kernel": (3, 2, 2), "bias": (3,)})
case("conv1d strided", convolution(1, (2,), None, "same"), [(6, 2)], {"kernel": (3, 2, 3)})
case("conv2d", convolution(2), [(5, 4, 2)], {"kernel": (3, 2, 3, 2), "bias": (3,)})
case("conv2d same", convolution(2, (2, 2), None, "same", f=F.elu), [(5, 6, 2)], {"kernel": (3, 2, 3, 3), "bias": (3,)})
case("conv2d dilated", convolution(2, (1, 1), (2, 1), "same"), [(5, 4, 2)], {"kernel": (2, 2, 3, 2)})
case("conv2d groups", convolution(2, (2, 1), None, "valid", 2, torch.sigmoid), [(5, 4, 4)], {"kernel": (6, 2, 3, 2), "bias": (6,)})
case("conv2d softmax", convolution(2, f=lambda y: torch.softmax(y, -1)), [(4, 4, 2)], {"kernel": (3, 2, 3, 3), "bias": (3,)})
case("depthwiseConv1d", convolution(1, None, None, "same", 3), [(5, 3)], {"kernel": (6, 1, 3), "bias": (6,)})
case("depthwiseConv2d", convolution(2, (2, 2), None, "same", 2, torch.tanh), [(5, 4, 2)], {"kernel": (4, 1, 3, 3), "bias": (4,)})


def separable(axes, groups, strides=None, padding="valid", f=lambda y: y):
    def run(x, depthwiseKernel, pointwiseKernel, bias):
        apart = convolution(axes, strides, None, padding, groups)(x, depthwiseKernel)
        return f(convolution(axes)(apart, pointwiseKernel, bias))

    return run


case("separableConv1d", separable(1, 2, (2,), "causal"), [(6, 2)], {"depthwiseKernel": (4, 1, 3), "pointwiseKernel": (3, 4, 1), "bias": (3,)})
case("separableConv2d", separable(2, 2, None, "same", torch.tanh), [(4, 4, 2)], {"depthwiseKernel": (4, 1, 3, 3), "pointwiseKernel": (3, 4, 1, 1), "bias": (3,)})


def transposed(axes, strides, cut=0, odd=0, f=lambda y: y):
    """`cut` cells are taken off in front and `cut + odd` behind; a negative `odd` adds cells."""

    def run(x, kernel, bias=None):
        y = turned[axes](first(x), kernel, None, strides, 0, 0)
        for axis in range(2, axes + 2):
            y = y.narrow(axis, cut, y.shape[axis] - 2 * cut - max(odd, 0))
        y = F.pad(y, [0, max(-odd, 0)] * axes)
        y = last(y)
        return f(y if bias is None else y + bias)

    return run


case("conv1dTranspose", transposed(1, (2,)), [(4, 3)], {"kernel": (3, 2, 3), "bias": (2,)})
# same, k = 3, s = 2: 8 cells of 9, none cut in front
case("conv1dTranspose same", transposed(1, (2,), 0, 1), [(4, 3)], {"kernel": (3, 2, 3), "bias": (2,)})
case("conv2dTranspose", transposed(2, (2, 2), 0, 1, torch.tanh), [(3, 2, 2)], {"kernel": (2, 3, 3, 3), "bias": (3,)})
# valid, k = 2, s = 3: max(k - s, 0) = 0, so 3n cells where the kernels reach 3n - 1
case("conv2dTranspose apart", transposed(2, (3, 3), 0, -1), [(2, 3, 2)], {"kernel": (2, 2, 2, 2), "bias": (2,)})
# same, k = 4, s = 2: 2n cells of 2n + 2
case("conv2dTranspose even", transposed(2, (2, 2), 1, 0), [(3, 2, 2)], {"kernel": (2, 2, 4, 4)})
# same, k = 3, s = 2, outputPadding 1: (n - 1) * 2 + 3 - 2 + 1 = 2n
case("conv2dTranspose outputPadding", transposed(2, (2, 2), 0, 1), [(3, 2, 2)], {"kernel": (2, 2, 3, 3)})


# Pooling
def max_pooling(axes, size, strides, padding="valid"):
    def run(x):
        x = first(x)
        if padding == "same":
            x = same(x, size, strides, (1,) * axes, -math.inf)
        return last({1: F.max_pool1d, 2: F.max_pool2d}[axes](x, size, strides))

    return run


def average_pooling(axes, size, strides, padding="valid"):
    def run(x):
        x = first(x)
        ones = torch.ones_like(x)
        if padding == "same":
            x, ones = (same(t, size, strides, (1,) * axes) for t in (x, ones))
        of = {1: F.avg_pool1d, 2: F.avg_pool2d}[axes]
        return last(of(x, size, strides) / of(ones, size, strides))

    return run


case("maxPooling1d", max_pooling(1, (2,), (2,)), [(7, 2)])
case("maxPooling1d overlapping", max_pooling(1, (3,), (2,), "same"), [(6, 2)])
case("maxPooling2d", max_pooling(2, (2, 2), (2, 2)), [(5, 4, 2)])
case("maxPooling2d overlapping", max_pooling(2, (3, 2), (2, 1), "same"), [(6, 4, 2)])
case("averagePooling1d", average_pooling(1, (2,), (2,)), [(7, 2)])
case("averagePooling1d overlapping", average_pooling(1, (3,), (2,), "same"), [(6, 2)])
case("averagePooling2d", average_pooling(2, (2, 2), (2, 2)), [(5, 4, 2)])
case("averagePooling2d overlapping", average_pooling(2, (3, 3), (2, 1), "same"), [(6, 4, 2)])
case("globalAveragePooling1d", lambda x: x.mean(1), [(4, 3)])
case("globalAveragePooling2d", lambda x: x.mean((1, 2), keepdim=True), [(3, 4, 2)])
case("globalMaxPooling1d", lambda x: x.amax(1), [(4, 3)])
case("globalMaxPooling2d", lambda x: x.amax((1, 2)), [(3, 4, 2)])


# Normalization
def batch_norm(is_training, eps=1e-3):
    def run(x, gamma, beta, movingMean, movingVariance):
        mean, variance = movingMean, movingVariance
        return last(F.batch_norm(first(x), mean.detach(), variance.detach(), gamma, beta, is_training, 0.0, eps))

    return run


def statistics(n):
    return {"gamma": (n,), "beta": (n,), "movingMean": (n,), "movingVariance": (n,)}


case("batchNormalization training", batch_norm(True), [(3, 4, 2)], statistics(2))
case("batchNormalization series", batch_norm(True, 0.1), [(5, 3)], statistics(3))
case("batchNormalization inference", batch_norm(False), [(3, 4, 2)], statistics(2))
case("layerNormalization", lambda x, gamma, beta: F.layer_norm(x, (5,), gamma, beta, 1e-3), [(3, 5)], {"gamma": (5,), "beta": (5,)})
case("groupNormalization", lambda x, gamma, beta: last(F.group_norm(first(x), 2, gamma, beta, 1e-3)), [(3, 2, 4)], {"gamma": (4,), "beta": (4,)})
case("groupNormalization instance", lambda x, beta: last(F.group_norm(first(x), 3, torch.ones(3), beta, 1e-5)), [(5, 3)], {"beta": (3,)})
case("unitNormalization", lambda x: F.normalize(x, dim=-1), [(3, 4)])
case("rmsNormalization", lambda x, scale: x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-6) * scale, [(3, 5)], {"scale": (5,)})

# Activations
case("relu", F.relu, [(3, 4)])
case("relu bent", lambda x: torch.where(x >= 0.2, x, 0.1 * (x - 0.2)).clamp(max=0.7), [(3, 4)])
case("leakyRelu", lambda x: F.leaky_relu(x, 0.3), [(3, 4)])
case("elu", F.elu, [(3, 4)])
case("prelu", lambda x, alpha: torch.where(x > 0, x, alpha * x), [(3, 2, 4)], {"alpha": (3, 2, 4)})
case("prelu shared", lambda x, alpha: last(F.prelu(first(x), alpha.reshape(-1))), [(3, 2, 4)], {"alpha": (1, 1, 4)})
case("softmax", lambda x: torch.softmax(x, 1), [(3, 4)])
case("activation", F.gelu, [(3, 4)])

# Core
case("dense", lambda x, kernel, bias: torch.tanh(x @ kernel + bias), [(3, 4)], {"kernel": (4, 5), "bias": (5,)})

# Merging
case("add", lambda a, b, c: a + b + c, [(3, 4), (3, 4), (3, 4)])
case("add broadcast", lambda a, b: a + b[:, None], [(3, 4), (4,)])
case("subtract", lambda a, b: a - b, [(3, 4), (3, 4)])
case("multiply", lambda a, b, c: a * b * c, [(3, 4), (3, 4), (3, 1)])
case("average", lambda a, b, c: (a + b + c) / 3, [(3, 4), (3, 4), (3, 4)])
case("maximum", torch.maximum, [(3, 4), (3, 4)])
case("minimum", torch.minimum, [(3, 4), (3, 4)])
case("concatenate", lambda a, b: torch.cat([a, b], -1), [(3, 4), (3, 2)])
case("concatenate time", lambda a, b: torch.cat([a, b], 1), [(3, 4), (2, 4)])
case("dot", lambda a, b: torch.einsum("nik,nkj->nij", a, b), [(3, 4), (4, 2)])
case("dot cosine", lambda a, b: F.cosine_similarity(a, b, -1)[:, None], [(4,), (4,)])

# Reshaping
case("permute", lambda x: x.permute(0, 3, 1, 2), [(3, 2, 4)])
case("repeatVector", lambda x: x[:, None].repeat(1, 3, 1), [(4,)])
case("zeroPadding1d", lambda x: F.pad(x, [0, 0, 1, 2]), [(3, 2)])
case("zeroPadding2d", lambda x: F.pad(x, [0, 0, 0, 3, 1, 2]), [(3, 2, 2)])
case("cropping1d", lambda x: x[:, 1:-2], [(5, 2)])
case("cropping2d", lambda x: x[:, 1:-2, 1:-1], [(5, 4, 2)])
case("upSampling1d", lambda x: x.repeat_interleave(3, 1), [(3, 2)])
case("upSampling2d", lambda x: last(F.interpolate(first(x), scale_factor=(2, 3), mode="nearest")), [(3, 2, 2)])

lines = [f"  {json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in cases.items()]
print("{\n" + ",\n".join(lines) + "\n}")
