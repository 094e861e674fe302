"""Exports a small network with PyTorch 1.13's ONNX exporter, with an input and the output it gives.

Run: python3 onnxTorch.py
"""

import json
from pathlib import Path

import torch
from torch import nn

torch.manual_seed(7)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1, stride=2)
        self.norm = nn.BatchNorm2d(4)
        self.lstm = nn.LSTM(16, 5, batch_first=True)
        self.head = nn.Linear(5, 2)

    def forward(self, x):
        features = torch.relu(self.norm(self.conv(x)))  # [n, 4, 4, 4]
        sequence, _ = self.lstm(features.flatten(2))  # [n, 4, 5]
        return torch.softmax(self.head(sequence[:, -1]), -1)


net = Net().eval()
net.norm.running_mean.uniform_(-0.5, 0.5)
net.norm.running_var.uniform_(0.5, 2)
x = torch.randn(2, 3, 8, 8)
here = Path(__file__).parent
torch.onnx.export(
    net,
    x,
    here / "onnxTorch.onnx",
    opset_version=15,
    input_names=["image"],
    output_names=["probability"],
    dynamic_axes={"image": {0: "batch"}, "probability": {0: "batch"}},
)
golden = {"x": x.flatten().tolist(), "y": net(x).flatten().tolist(), "torch": torch.__version__}
(here / "onnxTorch.json").write_text(json.dumps(golden) + "\n")
