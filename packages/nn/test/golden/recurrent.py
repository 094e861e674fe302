"""Values and gradients of recurrent layers, attention and embeddings by PyTorch (run with 1.13.1), in double precision.

    /usr/bin/python3 recurrent.py > recurrent.json && npx biome format --write recurrent.json

Inputs and weights are sin(seed + 1.37 k), k-th element; L = sum(sin(50 + 1.37 k) * y). Weights are numbered as the
layers list them and kept in Keras' shapes; here they are turned into PyTorch's and the gradients back.
"""
import json
import math
import sys

import torch
from torch import nn


def wave(shape, seed):
    n = math.prod(shape)
    x = torch.tensor([math.sin(seed + 1.37 * k) for k in range(n)], dtype=torch.float32)
    return x.double().reshape(shape)


def flat(t):
    return [float(f"{v:.9g}") for v in t.detach().reshape(-1).tolist()]


def record(module, back, y, xs):
    loss = (wave(y.shape, 50) * y).sum()
    module.zero_grad()
    loss.backward()
    return {
        "y": flat(y),
        "dx": [flat(x.grad) for x in xs if x.requires_grad],
        "dw": [flat(t) for t in back()],
    }


def rnn_direction(module, kind, seeds, features, units, suffix):
    """Sets one direction's weights; gives how its gradients look in Keras' layout."""
    gates = {"lstm": 4, "gru": 3, "rnn": 1}[kind]
    kernel, recurrent = wave([features, gates * units], seeds), wave([units, gates * units], seeds + 1)
    # Keras keeps a GRU's gates as z, r, h; PyTorch as r, z, n. Of an LSTM both are i, f, g, o.
    order = [1, 0, 2] if kind == "gru" else list(range(gates))
    mix = lambda t: torch.cat([t.split(units, -1)[k] for k in order], -1)
    if kind == "gru":
        bias = wave([2, 3 * units], seeds + 2)
        b_ih, b_hh = mix(bias[0]), mix(bias[1])
    else:
        b_ih, b_hh = wave([gates * units], seeds + 2), torch.zeros(gates * units).double()
    names = [n + suffix for n in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")]
    for name, value in zip(names, (mix(kernel).T, mix(recurrent).T, b_ih, b_hh)):
        getattr(module, name).data = value.clone().contiguous()

    def back():
        ih, hh, bi, bh = (getattr(module, n).grad for n in names)
        db = torch.stack([mix(bi), mix(bh)]) if kind == "gru" else bi
        return [mix(ih.T), mix(hh.T), db]

    return back


def recurrent(kind, batch, bidirectional=False, lengths=None):
    time, features, units = 5, 4, 3
    make = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[kind]
    module = make(features, units, batch_first=True, bidirectional=bidirectional).double()
    backs = [rnn_direction(module, kind, 11, features, units, "")]
    if bidirectional:
        backs.append(rnn_direction(module, kind, 14, features, units, "_reverse"))
    x = wave([batch, time, features], 1).requires_grad_()
    if lengths:
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True)
        y, _ = nn.utils.rnn.pad_packed_sequence(module(packed)[0], batch_first=True, total_length=time)
    else:
        y, _ = module(x)
    return record(module, lambda: [g for back in backs for g in back()], y, [x])


def set_heads(module, features, heads, kdim, start):
    size = features // heads
    kernels = [wave([f, heads, size], start + 2 * i) for i, f in enumerate((features, kdim, kdim))]
    biases = [wave([heads, size], start + 1 + 2 * i) for i in range(3)]
    flats = [k.reshape(k.shape[0], -1).T.contiguous() for k in kernels]
    if kdim == features:
        module.in_proj_weight.data = torch.cat(flats)
    else:
        module.q_proj_weight.data, module.k_proj_weight.data, module.v_proj_weight.data = flats
    module.in_proj_bias.data = torch.cat([b.reshape(-1) for b in biases])
    out = wave([heads, size, features], start + 6)
    module.out_proj.weight.data = out.reshape(features, features).T.contiguous()
    module.out_proj.bias.data = wave([features], start + 7)

    def back():
        if kdim == features:
            ws = module.in_proj_weight.grad.split(features)
        else:
            ws = [module.q_proj_weight.grad, module.k_proj_weight.grad, module.v_proj_weight.grad]
        bs = module.in_proj_bias.grad.split(features)
        pairs = [t for w, b in zip(ws, bs) for t in (w.T, b)]
        return [*pairs, module.out_proj.weight.grad.T, module.out_proj.bias.grad]

    return back


def self_attention(batch, causal=False, lengths=None):
    module = nn.MultiheadAttention(6, 2, batch_first=True).double()
    back = set_heads(module, 6, 2, 6, 11)
    x = wave([batch, 4, 6], 1).requires_grad_()
    kwargs = {}
    if causal:
        kwargs["attn_mask"] = torch.ones(4, 4, dtype=torch.bool).triu(1)
    if lengths:
        kwargs["key_padding_mask"] = torch.tensor([[t >= n for t in range(4)] for n in lengths])
    y, _ = module(x, x, x, **kwargs)
    return record(module, back, y, [x])


def cross_attention(batch):
    module = nn.MultiheadAttention(6, 2, kdim=5, vdim=5, batch_first=True).double()
    back = set_heads(module, 6, 2, 5, 11)
    query, value = wave([batch, 3, 6], 1).requires_grad_(), wave([batch, 4, 5], 2).requires_grad_()
    y, _ = module(query, value, value)
    return record(module, back, y, [query, value])


def encoder(batch, norm_first, activation):
    module = nn.TransformerEncoderLayer(
        6, 2, 8, dropout=0.0, activation=activation, batch_first=True, norm_first=norm_first
    ).double()
    back = set_heads(module.self_attn, 6, 2, 6, 11)
    module.norm1.weight.data, module.norm1.bias.data = wave([6], 19), wave([6], 20)
    module.linear1.weight.data, module.linear1.bias.data = wave([6, 8], 21).T.contiguous(), wave([8], 22)
    module.linear2.weight.data, module.linear2.bias.data = wave([8, 6], 23).T.contiguous(), wave([6], 24)
    module.norm2.weight.data, module.norm2.bias.data = wave([6], 25), wave([6], 26)
    x = wave([batch, 4, 6], 1).requires_grad_()
    y = module(x)

    def all_back():
        one, two = module.linear1, module.linear2
        return [
            *back(),
            module.norm1.weight.grad,
            module.norm1.bias.grad,
            one.weight.grad.T,
            one.bias.grad,
            two.weight.grad.T,
            two.bias.grad,
            module.norm2.weight.grad,
            module.norm2.bias.grad,
        ]

    return record(module, all_back, y, [x])


def embedding():
    module = nn.Embedding(5, 3).double()
    module.weight.data = wave([5, 3], 11)
    y = module(torch.tensor([[1, 4, 1], [0, 2, 1]]))
    return record(module, lambda: [module.weight.grad], y, [])


cases = {}
for kind in ("lstm", "gru", "rnn"):
    for batch in (2, 3):
        cases[f"{kind}/{batch}"] = recurrent(kind, batch)
    cases[f"{kind}/bidirectional"] = recurrent(kind, 2, bidirectional=True)
    cases[f"{kind}/padded"] = recurrent(kind, 3, bidirectional=True, lengths=[5, 3, 2])
for batch in (2, 3):
    cases[f"selfAttention/{batch}"] = self_attention(batch)
    cases[f"crossAttention/{batch}"] = cross_attention(batch)
cases["selfAttention/causal"] = self_attention(2, causal=True)
cases["selfAttention/padded"] = self_attention(2, lengths=[4, 2])
cases["encoder/after"] = encoder(2, False, "relu")
cases["encoder/first"] = encoder(3, True, "gelu")
cases["embedding"] = embedding()
nested = {"source": f"PyTorch {torch.__version__}"}
for path, case in cases.items():
    *parents, last = path.split("/")
    at = nested
    for parent in parents:
        at = at.setdefault(parent, {})
    at[last] = case
json.dump(nested, sys.stdout)
