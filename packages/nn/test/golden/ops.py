"""Reference values and gradients for the operations of @lepton/nn.

Run: python3 ops.py > ops.json   (PyTorch 1.13)
Every case has inputs x, a result y and weights w; the gradients are those of L = sum(w * y), in double precision.
Inputs are short decimals and stay away from kinks and ties, so that central differences may be taken at them too.
"""
import json

import torch
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
cases = {}


def n(*shape, scale=1.0, shift=0.0):
    """Normal, at least 0.1 away from 0 before the shift."""
    x = torch.randn(shape)
    return torch.round((torch.sign(x) * (x.abs() + 0.1) * scale + shift) * 100) / 100


def p(*shape):
    """Positive, 1.1 to 2."""
    return torch.round((1.1 + 0.9 * torch.rand(shape)) * 100) / 100


def d(*shape):
    """All different, 0.12 apart, around 0 without it."""
    size = torch.Size(shape).numel()
    return torch.round(((torch.randperm(size) - size // 2) * 0.12 + 0.06).reshape(shape) * 100) / 100


def i(values, *shape):
    return torch.tensor(values).reshape(shape)


def case(name, f, *inputs):
    assert name not in cases, name
    xs = [x.clone().requires_grad_(x.dtype == torch.float64) for x in inputs]
    y = f(*xs)
    w = torch.round(torch.randn(y.shape) * 100) / 100
    if y.requires_grad:
        (y * w).sum().backward()
    show = lambda t: {
        "shape": list(t.shape),
        "data": [float(f"{v:.8g}") if t.dtype == torch.float64 else int(v) for v in t.detach().reshape(-1).tolist()],
        **({} if t.dtype == torch.float64 else {"dtype": str(t.dtype)[6:]}),
    }
    cases[name] = {
        "inputs": [show(x) for x in inputs],
        "weights": show(w),
        "value": show(y),
        "gradients": [
            show(x.grad if x.grad is not None else torch.zeros_like(x)) if x.requires_grad and y.requires_grad else None for x in xs
        ],
    }


# arithmetic
case("add", lambda x, y: x + y, n(3, 4), n(4))
case("add: both broadcast", lambda x, y: x + y, n(3, 1), n(1, 4))
case("sub", lambda x, y: x - y, n(3, 4), n(3, 1))
case("mul", lambda x, y: x * y, n(3, 4), n(4))
case("mul: scalar", lambda x, y: x * y, n(3, 4), n())
case("div", lambda x, y: x / y, n(3, 4), p(4))
case("pow", lambda x, y: x**y, p(3, 4), p(4))
case("pow: negative base, whole exponent", lambda x: x**3, n(3, 4))
case("maximum", torch.maximum, d(3, 4), n(3, 4) * 0 + 0.5)
case("minimum", torch.minimum, d(3, 4), n(4) * 0 + 0.5)
case("neg", lambda x: -x, n(3, 4))
case("abs", torch.abs, n(3, 4))
case("sign", torch.sign, n(3, 4))
case("square", torch.square, n(3, 4))
case("sqrt", torch.sqrt, p(3, 4))
case("exp", torch.exp, n(3, 4))
case("log", torch.log, p(3, 4))
case("sin", torch.sin, n(3, 4))
case("cos", torch.cos, n(3, 4))
case("erf", torch.erf, n(3, 4))
case("floor", torch.floor, d(3, 4) + 0.2)
case("clip", lambda x: x.clamp(-0.4, 0.4), d(3, 4))
case("addN", lambda x, y, z: x + y + z, n(3, 4), n(3, 4), n(3, 4))
# activations
case("relu", F.relu, n(3, 4))
case("sigmoid", torch.sigmoid, n(3, 4))
case("tanh", torch.tanh, n(3, 4))
case("softplus", F.softplus, n(3, 4))
case("softsign", F.softsign, n(3, 4))
case("leakyRelu", lambda x: F.leaky_relu(x, 0.3), n(3, 4))
case("elu", lambda x: F.elu(x, 0.7), n(3, 4))
case("selu", F.selu, n(3, 4))
case("swish", F.silu, n(3, 4))
case("gelu", F.gelu, n(3, 4))
case("hardSigmoid", F.hardsigmoid, n(3, 4, scale=2))
case("hardSwish", F.hardswish, n(3, 4, scale=2))
case("logSigmoid", F.logsigmoid, n(3, 4))
case("mish", F.mish, n(3, 4))
case("prelu", lambda x, a: F.prelu(x, a), n(3, 4, 2), n(4).abs())
case("softmax", lambda x: F.softmax(x, -1), n(3, 4))
case("softmax: axis 1 of 3", lambda x: F.softmax(x, 1), n(2, 3, 4))
case("logSoftmax", lambda x: F.log_softmax(x, -1), n(3, 4))
# logic and choice
case("where", lambda m, x, y: torch.where(m > 0, x, y), n(3, 4), n(3, 4), n(4))
case("greater", lambda x, y: (x > y).double() * x, n(3, 4), n(4))
case("greaterOrEqual", lambda x, y: (x >= y).double() * x, n(3, 4), n(4))
case("less", lambda x, y: (x < y).double() * x, n(3, 4), n(4))
case("equal", lambda x: (x == x[:, :1]).double() * x, i([1, 2, 1, 3, 3, 0], 2, 3) * 1.5)
case("logicalAnd", lambda x, y: ((x > 0) & (y > 0)).double() * x, n(3, 4), n(4))
case("logicalNot", lambda x: (~(x > 0)).double() * x, n(3, 4))
case("argMax", lambda x: x.argmax(-1).double(), d(3, 4))
case("argMax: axis 1 of 3, kept", lambda x: x.argmax(1, keepdim=True).double(), d(2, 3, 4))
case("oneHot", lambda x: F.one_hot(x, 4).double(), i([0, 3, 1, 1, 2, 0], 3, 2))
case("cast", lambda x, k: x * k.double(), n(3, 2), i([0, 3, 1, 1, 2, 0], 3, 2))
# form
case("concat", lambda x, y, z: torch.cat([x, y, z], 1), n(2, 3), n(2, 1), n(2, 2))
case("concat: axis 2 of 3", lambda x, y: torch.cat([x, y], 2), n(2, 3, 2), n(2, 3, 1))
case("stack", lambda x, y: torch.stack([x, y], 1), n(2, 3), n(2, 3))
case("stack: last", lambda x, y: torch.stack([x, y], -1), n(2, 3), n(2, 3))
case("split", lambda x: x[:, :2] * x[:, 3:5], n(3, 5))
case("slice", lambda x: x[:, 1:3], n(3, 4))
case("slice: axis 2 of 3, to the end", lambda x: x[:, :, 2:], n(2, 3, 4))
case("pad", lambda x: F.pad(x, (2, 1), value=0.5), n(2, 3))
case("pad: two axes", lambda x: F.pad(x, (0, 2, 1, 0)), n(2, 3, 2))
case("reverse", lambda x: x.flip([1, 2]), n(2, 3, 2))
case("reshape", lambda x: x.reshape(x.shape[0], 6), n(2, 3, 2))
case("reshape: batch and time joined", lambda x: x.reshape(-1, 4), n(2, 3, 4))
case("expandDims", lambda x: x.unsqueeze(1), n(2, 3))
case("squeeze", lambda x: x.squeeze(1), n(2, 1, 3))
case("transpose", lambda x: x.permute(0, 2, 1), n(2, 3, 4))
case("toChannelsFirst", lambda x: x.permute(0, 3, 1, 2), n(2, 2, 3, 4))
case("toChannelsLast", lambda x: x.permute(0, 2, 3, 1), n(2, 2, 3, 4))
case("expandLike", lambda x, y: x.expand_as(y) * y, n(2, 1, 4), n(2, 3, 4))
case("sumLike", lambda x, y: x.sum(1, keepdim=True) * y, n(2, 3, 4), n(2, 1, 4))
case("tile", lambda x: x.repeat(1, 2, 3), n(2, 3, 2))
case("repeat", lambda x: x.repeat_interleave(3, 1), n(2, 3, 2))
case("upsample", lambda x: F.interpolate(x, scale_factor=(2, 3), mode="nearest"), n(2, 2, 2, 3))
case("upsample: 1D", lambda x: F.interpolate(x, scale_factor=2, mode="nearest"), n(2, 2, 3))
case("gather", lambda x, k: x[k], n(5, 3), i([0, 4, 4, 1], 2, 2))
case("gather: axis 1", lambda x, k: x[:, k], n(2, 4, 2), i([0, 2, 2, 1, 3, 2], 3, 2))
case("gather: one row", lambda x, k: x[:, k], n(3, 4), i([2]))
case("gatherElements", lambda x, k: x[k], n(5), i([0, 4, 4, 1], 4))
case("scatterAdd", lambda x, k, v: x.index_add(0, k, v), n(5), i([0, 4, 4, 1], 4), n(4))
case("scatterAddRows", lambda x, k, v: x.index_add(0, k[:, 0], v), n(5, 2), i([0, 4, 4, 1], 4, 1), n(4, 2))
# reductions
case("reduceSum", lambda x: x.sum(1), n(3, 4, 2))
case("reduceSum: all", lambda x: x.sum(), n(3, 4))
case("reduceSum: last two, kept", lambda x: x.sum((1, 2), keepdim=True), n(3, 4, 2))
case("reduceMean", lambda x: x.mean(-1), n(3, 4))
case("reduceMean: over the batch", lambda x: x.mean(0), n(3, 4))
case("reduceMean: batch and time", lambda x: x.mean((0, 1)), n(2, 3, 4))
case("reduceMax", lambda x: x.amax(1), d(3, 4))
case("reduceMax: first, kept", lambda x: x.amax(0, keepdim=True), d(3, 4))
case("reduceMin", lambda x: x.amin(1), d(3, 4))
case("reduceLogSumExp", lambda x: x.logsumexp(1), n(3, 4))
case("reduceLogSumExp: two, kept, large", lambda x: x.logsumexp((1, 2), keepdim=True), n(2, 3, 2, shift=100))
case("countOf", lambda x: x * x.shape[0] * x.shape[1], n(3, 4))
case("cumSum", lambda x: x.cumsum(1), n(2, 4))
case("cumSum: reversed", lambda x: x.flip(0).cumsum(0).flip(0), n(4, 2))
case("cumSum: exclusive", lambda x: x.cumsum(1) - x, n(2, 4))
# norms
case("layerNorm", lambda x, g, b: F.layer_norm(x, (5,), g, b, 1e-5), n(2, 3, 5), n(5), n(5))
case("groupNorm", lambda x, g, b: F.group_norm(x, 2, g, b, 1e-5), n(2, 4, 3, 2), n(4), n(4))
case("instanceNorm", lambda x, g, b: F.instance_norm(x, weight=g, bias=b, eps=1e-5), n(2, 3, 3, 2), n(3), n(3))
case("batchNormInference", lambda x, g, b, m, v:
     ((x - m[:, None, None]) / (v[:, None, None] + 1e-3).sqrt() * g[:, None, None] + b[:, None, None]),
     n(2, 3, 2, 2), n(3), n(3), n(3), p(3))
case("batchNormInference: rows", lambda x, g, b, m, v: (x - m) / (v + 1e-3).sqrt() * g + b, n(4, 3), n(3), n(3), n(3), p(3))
case("l2Normalize", lambda x: F.normalize(x, dim=-1), n(3, 4))
case("l2Normalize: axis 1 of 3", lambda x: F.normalize(x, dim=1), n(2, 3, 2))
# products
mm = torch.matmul
case("matMul", mm, n(3, 4), n(4, 2))
case("matMul: stacked rows", mm, n(2, 3, 4), n(4, 2))
case("matMul: batches", mm, n(2, 3, 4), n(2, 4, 2))
case("matMul: batches of batches, broadcast", mm, n(2, 2, 3, 4), n(2, 1, 4, 2))
case("matMul: one left matrix", mm, n(3, 4), n(2, 4, 2))
case("matMul: both sides transposed", lambda a, b: mm(a.T, b.T), n(4, 3), n(2, 4))
case("matMul: batches, right transposed", lambda a, b: mm(a, b.transpose(1, 2)), n(2, 3, 4), n(2, 2, 4))
case("matMul: batches, left transposed", lambda a, b: mm(a.transpose(1, 2), b), n(2, 4, 3), n(2, 4, 2))
case("matMul: batches, both transposed", lambda a, b: mm(a.transpose(1, 2), b.transpose(1, 2)), n(2, 4, 3), n(2, 2, 4))
case("matMul: stacked rows, right transposed", lambda a, b: mm(a, b.T), n(2, 3, 4), n(2, 4))
# windows
case("conv", lambda x, w: F.conv2d(x, w, padding=1), n(2, 2, 5, 4), n(3, 2, 3, 3))
case("conv: 1 by 1", lambda x, w: F.conv2d(x, w), n(2, 2, 3, 3), n(3, 2, 1, 1))
case("conv: stride 2, padded", lambda x, w: F.conv2d(x, w, stride=2, padding=1), n(2, 2, 6, 5), n(3, 2, 3, 3))
case("conv: stride 3, dilation 2, 2 groups", lambda x, w: F.conv2d(x, w, stride=3, dilation=2, groups=2), n(1, 4, 9, 8), n(4, 2, 3, 3))
case("conv: dilation 2", lambda x, w: F.conv2d(x, w, dilation=2, padding=2), n(2, 2, 5, 5), n(2, 2, 3, 3))
case("conv: depthwise, multiplier 2", lambda x, w: F.conv2d(x, w, groups=3), n(2, 3, 5, 4), n(6, 1, 3, 3))
case("conv: even kernel, uneven strides", lambda x, w: F.conv2d(x, w, stride=(2, 1)), n(2, 2, 5, 4), n(2, 2, 2, 4))
case("conv: 1D, causal, stride 2", lambda x, w: F.conv1d(F.pad(x, (2, 0)), w, stride=2), n(2, 2, 7), n(3, 2, 3))
case("conv: 1D, dilation 3", lambda x, w: F.conv1d(x, w, dilation=3), n(2, 2, 9), n(3, 2, 3))
case("conv: 3D", lambda x, w: F.conv3d(x, w), n(1, 2, 3, 3, 4), n(2, 2, 2, 2, 2))
case("convTranspose", lambda x, w: F.conv_transpose2d(x, w, stride=2, padding=1, output_padding=1), n(2, 3, 3, 3), n(3, 2, 3, 3))
case("convTranspose: stride 1", lambda x, w: F.conv_transpose2d(x, w), n(2, 3, 3, 2), n(3, 2, 2, 2))
case("convTranspose: stride 3, dilation 2, groups", lambda x, w: F.conv_transpose2d(x, w, stride=3, dilation=2, groups=2), n(1, 4, 2, 3), n(4, 2, 2, 2))
case("convTranspose: 1D", lambda x, w: F.conv_transpose1d(x, w, stride=2), n(2, 3, 4), n(3, 2, 3))
case("maxPool", lambda x: F.max_pool2d(x, 2), d(2, 2, 5, 4))
case("maxPool: overlapping, padded", lambda x: F.max_pool2d(x, 3, 2, 1), d(2, 2, 5, 6))
case("maxPool: dilated, windows interleave", lambda x: F.max_pool2d(x, 2, 2, dilation=2), d(2, 1, 7, 6))
case("maxPool: gaps between windows", lambda x: F.max_pool2d(x, 2, 3), d(2, 1, 8, 6))
case("maxPool: 1D", lambda x: F.max_pool1d(x, 3, 2), d(2, 2, 7))
case("maxPool: after relu", lambda x: F.max_pool2d(F.relu(x), 2), d(2, 2, 5, 4))
case("averagePool", lambda x: F.avg_pool2d(x, 2), n(2, 2, 5, 4))
case("averagePool: overlapping, padded", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), n(2, 2, 5, 6))
case("averagePool: 1D", lambda x: F.avg_pool1d(x, 3, 1), n(2, 2, 6))


# dw of a convolution as an operation of its own
case("convFilterGradient", lambda x, g: torch.nn.grad.conv2d_weight(x, (3, 2, 3, 3), g, stride=2, padding=1), n(2, 2, 5, 5), n(2, 3, 3, 3))


# loops
def rnn(h, x, w, reverse=False):
    ys = [None] * len(x)
    for t in reversed(range(len(x))) if reverse else range(len(x)):
        h = torch.tanh(mm(h, w) + x[t])
        ys[t] = h * x[t]
    return torch.cat([torch.stack(ys), h[None]])


case("scan", rnn, n(2, 3), n(4, 2, 3), n(3, 3, scale=0.5))
case("scan: reversed", lambda h, x, w: rnn(h, x, w, True), n(2, 3), n(4, 2, 3), n(3, 3, scale=0.5))
case("scan: two states, one output unused", lambda a, b, x: (a * x.prod(0) + (b + x.sum(0)) ** 2), n(3), n(3), n(4, 3))
case("delayed", lambda x, h: torch.cat([h[None], x[:-1]]), n(4, 2, 3), n(2, 3))
# borders of gradients
case("stopGradient", lambda x: x * x.detach(), n(3, 4))
case("withGradient", lambda x: x.exp(), n(3, 4))

# fused forms
case("conv: bias", lambda x, w, b: F.conv2d(x, w, b, padding=1), n(2, 2, 4, 4), n(3, 2, 3, 3), n(3))
case("addMatMul", lambda c, a, b: c + a @ b, n(2), n(3, 4), n(4, 2))
case("addMatMul: right transposed", lambda c, a, b: c + a @ b.T, n(3, 2), n(3, 4), n(2, 4))
case("batchNormTraining", lambda x, g, b: F.batch_norm(x, None, None, g, b, True, eps=1e-3), n(3, 2, 2, 2), n(2), n(2))
case("maximumN", lambda x, y, z: torch.maximum(torch.maximum(x, y), z), d(3, 4), d(3, 4) + 0.04, d(3, 4) + 0.08)
case("convMaxPool", lambda x, w, b: F.max_pool2d(F.conv2d(x, w, b, padding=1), 2), d(2, 2, 5, 4), d(3, 2, 3, 3), n(3))
case("convMaxPool: strided", lambda x, w: F.max_pool2d(F.conv2d(x, w, stride=2, dilation=2), 2), d(2, 1, 11, 12), d(2, 1, 3, 3))
case("zeros", lambda x: x * 0 + 0, n(2, 3))
case("range", lambda x: x * torch.arange(x.shape[0])[:, None], n(3, 2))
case("relabel", lambda x: x * 2, n(3, 2))
case("scaledMatMul", lambda a, b: 0.25 * a @ b, n(2, 3, 4), n(2, 4, 2))
case("scaledMatMul: right transposed", lambda a, b: 0.25 * a @ b.transpose(1, 2), n(2, 3, 4), n(2, 2, 4))
case("scaledMatMul: both transposed", lambda a, b: 0.25 * a.transpose(1, 2) @ b.transpose(1, 2), n(2, 4, 3), n(2, 2, 4))

print("{")
print(",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in cases.items()))
print("}")
