import { adam, conv2d, type Digits, dense, flatten, input, maxPooling2d, sequential } from "@lepton/nn";

/** What a training of a small model gave, here or in a page. */
export interface SmallRun {
  readonly losses: readonly number[];
  readonly accuracy: number;
  /** Probabilities of the first held-out digit. */
  readonly first: readonly number[];
}

const head = () => [flatten(), dense(32, { activation: "relu" }), dense(10, { activation: "softmax" })];
const kinds = {
  dense: head,
  conv: () => [
    conv2d(8, 3, { padding: "same", activation: "relu" }),
    maxPooling2d(2),
    conv2d(16, 3, { padding: "same", activation: "relu" }),
    ...head(),
  ],
};
export type SmallKind = keyof typeof kinds;

/** Trains a small classifier of digits with a fixed seed, judges it on held-out digits and asks it about one. */
export async function trainSmall(kind: SmallKind, { train, test }: Digits): Promise<SmallRun> {
  const model = sequential([input({ shape: [8, 8, 1] }), ...kinds[kind]()], { seed: 5 });
  model.compile({ optimizer: adam(3e-3), loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const { metrics } = await model.fit(train.x, train.y, { epochs: 4, verbose: 0 });
  const { accuracy } = await model.evaluate(test.x, test.y);
  const { data } = await model.predict(test.x);
  await model.close();
  return {
    losses: metrics.loss ?? [],
    accuracy: accuracy as number,
    first: [...data.slice(0, 10)].map(Number),
  };
}
