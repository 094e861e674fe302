import { expect, test } from "vitest";
import { conv2d } from "../layers/convolution/conv2d.ts";
import { dense } from "../layers/core/dense.ts";
import { input } from "../layers/input.ts";
import { add } from "../layers/merging/add.ts";
import { batchNormalization } from "../layers/normalization/batchNormalization.ts";
import { flatten } from "../layers/reshaping/flatten.ts";
import { model, sequential } from "./build.ts";

test("a chain of layers has the table that Keras 3 prints on 80 columns", () => {
  const net = sequential([
    input({ shape: [28, 28, 1] }),
    conv2d(32, 3, { name: "conv2d" }),
    batchNormalization({ name: "batch_normalization" }),
    flatten({ name: "flatten" }),
    dense(10, { name: "dense" }),
  ]);
  expect(`\n${net.summary()}\n`).toMatchInlineSnapshot(`
    "
    Model: "sequential"
    ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
    ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
    ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
    │ conv2d (Conv2D)                 │ (None, 26, 26, 32)     │           320 │
    ├─────────────────────────────────┼────────────────────────┼───────────────┤
    │ batch_normalization             │ (None, 26, 26, 32)     │           128 │
    │ (BatchNormalization)            │                        │               │
    ├─────────────────────────────────┼────────────────────────┼───────────────┤
    │ flatten (Flatten)               │ (None, 21632)          │             0 │
    ├─────────────────────────────────┼────────────────────────┼───────────────┤
    │ dense (Dense)                   │ (None, 10)             │       216,330 │
    └─────────────────────────────────┴────────────────────────┴───────────────┘
     Total params: 216,778 (846.79 KB)
     Trainable params: 216,714 (846.54 KB)
     Non-trainable params: 64 (256.00 B)
    "
  `);
});

test("branches and shared layers say what they are connected to; frozen layers count as non-trainable", () => {
  const [a, b] = [input({ shape: [8], name: "left" }), input({ shape: [8], name: "right" })];
  const shared = dense(4, { name: "shared", isTrainable: false });
  const sum = add({ name: "sum" })(shared(a), shared(b));
  const net = model({ inputs: [a, b], outputs: [dense(1, { name: "answer" })(sum)] });
  expect(`\n${net.summary()}\n`).toMatchInlineSnapshot(`
    "
    Model: "model"
    ┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
    ┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
    ┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
    │ left (InputLayer)   │ (None, 8)         │          0 │ -                 │
    ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
    │ right (InputLayer)  │ (None, 8)         │          0 │ -                 │
    ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
    │ shared (Dense)      │ (None, 4)         │         36 │ left[0][0],       │
    │                     │                   │            │ right[0][0]       │
    ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
    │ sum (Add)           │ (None, 4)         │          0 │ shared[0][0],     │
    │                     │                   │            │ shared[1][0]      │
    ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
    │ answer (Dense)      │ (None, 1)         │          5 │ sum[0][0]         │
    └─────────────────────┴───────────────────┴────────────┴───────────────────┘
     Total params: 41 (164.00 B)
     Trainable params: 5 (20.00 B)
     Non-trainable params: 36 (144.00 B)
    "
  `);
});
