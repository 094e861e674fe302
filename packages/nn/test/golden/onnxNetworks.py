"""Exports small networks of well-known kinds with PyTorch 1.13's ONNX exporter, with their outputs for
x[k] = sin(1 + 1.37 k), and for one of them a step of fine-tuning: gradients and moving means.

Run: python3 onnxNetworks.py
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

here = Path(__file__).parent / "onnxNetworks"
here.mkdir(exist_ok=True)


def wave(shape, seed):
    n = int(torch.tensor(shape).prod())
    return torch.sin(seed + 1.37 * torch.arange(n, dtype=torch.float64)).float().reshape(shape)


def conv_bn(i, o, k, s=1, g=1, act=nn.ReLU6):
    return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, groups=g, bias=False), nn.BatchNorm2d(o), act())


class Inverted(nn.Module):
    """Sandler et al. 2018, arXiv:1801.04381."""

    def __init__(self, i, o, s, t):
        super().__init__()
        self.add = s == 1 and i == o
        self.body = nn.Sequential(
            conv_bn(i, i * t, 1), conv_bn(i * t, i * t, 3, s, i * t), nn.Conv2d(i * t, o, 1, bias=False), nn.BatchNorm2d(o)
        )

    def forward(self, x):
        return x + self.body(x) if self.add else self.body(x)


class MobileNetV2(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            conv_bn(3, 8, 3, 2), Inverted(8, 8, 1, 2), Inverted(8, 12, 2, 2), Inverted(12, 12, 1, 2), conv_bn(12, 24, 1)
        )
        self.head = nn.Sequential(nn.Dropout(0.0), nn.Linear(24, 5))

    def forward(self, x):
        return self.head(self.features(x).mean([2, 3]))


class Squeeze(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.down, self.up = nn.Conv2d(c, 4, 1), nn.Conv2d(4, c, 1)

    def forward(self, x):
        s = F.relu(self.down(F.adaptive_avg_pool2d(x, 1)))
        return x * F.hardsigmoid(self.up(s))


class MobileNetV3(nn.Module):
    """Howard et al. 2019, arXiv:1905.02244."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            conv_bn(3, 8, 3, 2, act=nn.Hardswish), conv_bn(8, 8, 5, 1, 8, act=nn.Hardswish), Squeeze(8)
        )
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        return self.fc(F.hardswish(torch.flatten(F.adaptive_avg_pool2d(self.body(x), 1), 1)))


class Block(nn.Module):
    """He et al. 2015, arXiv:1512.03385."""

    def __init__(self, i, o, s):
        super().__init__()
        self.c1, self.b1 = nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o)
        self.c2, self.b2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.short = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o)) if s > 1 else nn.Identity()

    def forward(self, x):
        y = F.relu(self.b1(self.c1(x)))
        return F.relu(self.b2(self.c2(y)) + self.short(x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(conv_bn(3, 8, 7, 2, act=nn.ReLU), nn.MaxPool2d(3, 2, 1))
        self.blocks = nn.Sequential(Block(8, 8, 1), Block(8, 12, 2))
        self.fc = nn.Linear(12, 5)

    def forward(self, x):
        y = F.avg_pool2d(self.blocks(self.stem(x)), 2)
        return torch.softmax(self.fc(y.view(y.size(0), -1)), 1)


class SqueezeNet(nn.Module):
    """Iandola et al. 2016, arXiv:1602.07360, with its pooling that rounds up."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.s, self.e1, self.e3 = nn.Conv2d(8, 4, 1), nn.Conv2d(4, 6, 1), nn.Conv2d(4, 6, 3, padding=1)
        self.last = nn.Conv2d(12, 5, 1)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.stem(x)), 3, 2, ceil_mode=True)
        s = F.relu(self.s(x))
        x = torch.cat([F.relu(self.e1(s)), F.relu(self.e3(s))], 1)
        x = F.relu(self.last(F.dropout(x, 0.5, self.training)))
        return F.adaptive_avg_pool2d(x, 1).flatten(1)


class EfficientNet(nn.Module):
    """Tan & Le 2019, arXiv:1905.11946: swish and gates."""

    def __init__(self):
        super().__init__()
        self.stem, self.depthwise = conv_bn(3, 8, 3, 2, act=nn.SiLU), conv_bn(8, 8, 3, 1, 8, act=nn.SiLU)
        self.down, self.up, self.fc = nn.Conv2d(8, 2, 1), nn.Conv2d(2, 8, 1), nn.Linear(8, 5)

    def forward(self, x):
        x = self.depthwise(self.stem(x))
        x = torch.sigmoid(self.up(F.silu(self.down(x.mean([2, 3], keepdim=True))))) * x
        return self.fc(x.mean([2, 3]))


class Mixed(nn.Module):
    """What the others lack: padding, splits, slices, nearest neighbours, layer normalisation, erf, leaky slopes."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm, self.mix, self.fc = nn.Conv2d(3, 8, 3), nn.LayerNorm(8), nn.Linear(8, 8), nn.Linear(8, 5)
        self.slope = nn.PReLU(4)

    def forward(self, x):
        x = self.conv(F.pad(x, (1, 0, 2, 1)))
        a, b = x.chunk(2, 1)
        x = torch.cat([F.leaky_relu(a, 0.1), self.slope(b), F.elu(a)[:, 1:3]], 1)
        x = F.interpolate(F.avg_pool2d(x, 3, 2, 1), scale_factor=2)[:, :8]
        n, c, h, w = x.shape
        x = x.reshape(n, c, h * w).transpose(1, 2)
        x = self.mix(F.gelu(self.norm(x))) / 2 - 0.1 * x
        return self.fc(x.mean(1))


def randomise(net, seed):
    torch.manual_seed(seed)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.3, 0.3)


x = wave([2, 3, 17, 17], 1)
golden = {"torch": torch.__version__, "outputs": {}}
for name, make, opset, keeps, dynamic in [
    ("mobileNetV2", MobileNetV2, 13, True, True),
    ("mobileNetV3", MobileNetV3, 14, False, True),
    ("resNet", ResNet, 11, False, True),
    ("squeezeNet", SqueezeNet, 9, False, False),
    ("efficientNet", EfficientNet, 17, False, True),
    ("mixed", Mixed, 12, False, True),
    ("resNetFixed", ResNet, 15, True, False),
]:
    torch.manual_seed(3)
    net = make()
    randomise(net, 4)
    net.eval()
    torch.onnx.export(
        net,
        x if dynamic else x[:1],
        here / f"{name}.onnx",
        opset_version=opset,
        input_names=["image"],
        output_names=["scores"],
        training=torch.onnx.TrainingMode.PRESERVE if keeps else torch.onnx.TrainingMode.EVAL,
        dynamic_axes={"image": {0: "n"}, "scores": {0: "n"}} if dynamic else None,
    )
    with torch.no_grad():
        golden["outputs"][name] = net(x).flatten().tolist()
    if name == "mobileNetV2":
        net.train()
        y = net(x)
        (y * wave(y.shape, 50)).sum().backward()
        names = ["features.0.0.weight", "features.1.body.1.0.weight", "features.2.body.3.weight", "head.1.weight"]
        parameters = dict(net.named_parameters())
        golden["tuning"] = {
            "outputs": y.flatten().tolist(),
            "gradients": {n: parameters[n].grad.flatten().tolist() for n in names},
            "movingMean": net.features[0][1].running_mean.tolist(),
        }
(here / "golden.json").write_text(json.dumps(golden) + "\n")
