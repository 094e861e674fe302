"""PyTorch's side of the nn suite: reads {"case", "steps", ...} a line, answers {"ms": [...]} a line.

Debian's python3-torch. Two threads, as ours. Models are those of bench/src/nn/cases.ts, written as a PyTorch user
would: modules, autograd, torch.optim.Adam.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(2)
torch.manual_seed(0)


def cnn():
    return nn.Sequential(
        nn.Conv2d(3, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 128, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(128 * 17 * 17, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 1),
    )


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(16, 128, batch_first=True)
        self.head = nn.Linear(128, 1)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(128, 4, 512, dropout=0.1, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 4)
        self.head = nn.Linear(128, 1)

    def forward(self, x):
        return self.head(self.encoder(x).mean(1))


def mlp():
    return nn.Sequential(nn.Linear(50, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))


def fashion():
    def normalised(inputs, filters):
        return nn.Conv2d(inputs, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters), nn.ReLU()

    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        *normalised(32, 64), nn.MaxPool2d(2), *normalised(64, 128), nn.Dropout(0.3),
        nn.Flatten(), nn.Linear(128 * 7 * 7, 128), nn.ReLU(), nn.Dropout(0.4), nn.Linear(128, 10),
    )


class LoaderEpoch:
    """One pass through PyTorch's own loader, the mean loss and the accuracy kept as a user keeps them."""

    def __init__(self, model, x, y, batch):
        self.model, self.loss = model, nn.CrossEntropyLoss()
        self.loader = DataLoader(TensorDataset(x, y), batch_size=batch, shuffle=True)
        self.optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def run(self):
        total = hits = 0.0
        for x, y in self.loader:
            self.optimizer.zero_grad()
            predicted = self.model(x)
            loss = self.loss(predicted, y)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(x)
            hits += (predicted.argmax(1) == y).sum().item()


def binary(model, x):
    y = torch.randint(0, 2, (x.shape[0], 1)).float()
    return Steps(model, x, y, nn.BCEWithLogitsLoss())


class Steps:
    """One optimiser step at a time on one batch."""

    def __init__(self, model, x, y, loss):
        self.model, self.x, self.y, self.loss = model, x, y, loss
        self.optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def run(self):
        self.optimizer.zero_grad()
        self.loss(self.model(self.x), self.y).backward()
        self.optimizer.step()


class Infer:
    def __init__(self, batch):
        self.model, self.x = cnn().eval(), torch.rand(batch, 3, 150, 150)

    def run(self):
        with torch.no_grad():
            torch.sigmoid(self.model(self.x))


class Epoch:
    """One pass in a new random order over data in memory."""

    def __init__(self, model, x, y, loss, batch):
        self.model, self.x, self.y, self.loss, self.batch = model, x, y, loss, batch
        self.optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def run(self):
        for rows in torch.randperm(len(self.x)).split(self.batch):
            self.optimizer.zero_grad()
            self.loss(self.model(self.x[rows]), self.y[rows]).backward()
            self.optimizer.step()


makers = {
    "cnn": lambda: binary(cnn(), torch.rand(32, 3, 150, 150)),
    "lstm50": lambda: binary(Lstm(), torch.randn(64, 50, 16)),
    "lstm200": lambda: binary(Lstm(), torch.randn(64, 200, 16)),
    "transformer": lambda: binary(Transformer(), torch.randn(32, 64, 128)),
    "mlp": lambda: Epoch(
        mlp(), torch.randn(100_000, 50), torch.randint(0, 2, (100_000, 1)).float(), nn.BCEWithLogitsLoss(), 256
    ),
    "fashion": lambda: LoaderEpoch(fashion(), torch.rand(3200, 1, 28, 28), torch.randint(0, 10, (3200,)), 64),
    "infer1": lambda: Infer(1),
    "infer32": lambda: Infer(32),
}
cases = {}
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    name = asked["case"]
    if name not in cases:
        cases.clear()
        cases[name] = makers[name]()
    ms = []
    for _ in range(asked["steps"]):
        start = time.perf_counter()
        cases[name].run()
        ms.append((time.perf_counter() - start) * 1e3)
    print(json.dumps({"ms": ms}), flush=True)
