import { expect, test } from "vitest";
import { float32, type NdArray } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, input as graphInput } from "../graph/op.ts";
import { dense, flatten } from "../layers/index.ts";
import { input } from "../layers/input.ts";
import { sequential } from "../models/build.ts";
import { softmax } from "../ops/softmax.ts";
import { adam } from "../optimizers/adam.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { digits } from "../testing/digits.ts";
import { distill, distillationLoss } from "./distillation.ts";

/** T²·Σ p ln(p/q), in double precision. */
function byHand(teacher: number[], student: number[], t: number): number {
  const soft = (scores: number[]) => {
    const e = scores.map((z) => Math.exp(z / t));
    const sum = e.reduce((a, b) => a + b);
    return e.map((v) => v / sum);
  };
  const [p, q] = [soft(teacher), soft(student)];
  return t * t * p.reduce((sum, v, i) => sum + v * Math.log(v / (q[i] as number)), 0);
}

test("the loss is Hinton's, from scores and from probabilities; for high temperatures its gradient is (z − v)/N", async () => {
  const [v, z] = [
    [2, -1, 0.5],
    [0.3, 0.4, -2],
  ];
  const truth = constant(float32(v, [1, 3]));
  const x = graphInput("x", [1, 3]);
  const feeds = new Map([[x, float32(z, [1, 3])]]);
  const [scores] = await evaluate(
    [distillationLoss({ temperature: 3, fromLogits: true }).perSample(truth, x)],
    feeds,
  );
  expect(Number(scores?.data[0])).toBeCloseTo(byHand(v, z, 3), 5);
  const ofSoftmax = distillationLoss({ temperature: 3 }).perSample(softmax(truth), softmax(x));
  expect(Number((await evaluate([ofSoftmax], feeds))[0]?.data[0])).toBeCloseTo(byHand(v, z, 3), 5);
  // Hinton et al. 2015, equation 4: scores of mean zero, temperature large beside them.
  const centre = (list: number[]) => list.map((a) => a - list.reduce((s, b) => s + b, 0) / 3);
  const [vc, zc] = [centre(v), centre(z)];
  const hot = distillationLoss({ temperature: 200, fromLogits: true }).perSample(
    constant(float32(vc, [1, 3])),
    x,
  );
  const [slope] = (await evaluate(gradients(hot, [x]), new Map([[x, float32(zc, [1, 3])]]))) as [NdArray];
  zc.forEach((value, i) => {
    expect(Number(slope.data[i])).toBeCloseTo((value - (vc[i] as number)) / 3, 1);
  });
});

test("a small student taught by a large teacher reads held-out digits; teacher and labels both count", async () => {
  const { train, held } = digits();
  const make = (units: number, seed: number) =>
    sequential(
      [
        input({ shape: [8, 8, 1] }),
        flatten(),
        dense(units, { activation: "relu" }),
        dense(10, { activation: "softmax" }),
      ],
      { seed },
    );
  const [teacher, student] = [make(128, 1), make(8, 2)];
  teacher.compile({ worker: false, optimizer: adam(3e-3), loss: "sparseCategoricalCrossentropy" });
  await teacher.fit(train.x, train.y, { epochs: 10 });
  const taught = distill({
    teacher,
    student,
    optimizer: adam(0.01),
    temperature: 3,
    alpha: 0.8,
    worker: false,
  });
  const { metrics } = await taught.fit(train.x, train.y, { epochs: 15 });
  expect(Object.keys(metrics).some((name) => name.endsWith("accuracy"))).toBe(true);
  student.compile({
    worker: false,
    optimizer: "adam",
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  const { accuracy } = await student.evaluate(held.x, held.y);
  expect(accuracy).toBeGreaterThan(0.88); // 10 % by chance
  await Promise.all([teacher.close(), student.close(), taught.model.close()]);
});

test("networks that predict other things cannot teach each other", () => {
  const make = (units: number) => sequential([input({ shape: [4] }), dense(units)]);
  const [teacher, student] = [make(3), make(2)];
  expect(() => distill({ teacher, student, optimizer: "sgd" })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Teacher and student do not predict the same. Received: [batch, 3] and [batch, 2]. Give the student's last layer as many units as the teacher's.]`,
  );
  expect(() =>
    distill({ teacher, student: teacher, optimizer: "sgd", alpha: 2 }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: alpha is a share. Received: 2. Give a number from 0 (labels only) to 1 (teacher only).]`,
  );
});
