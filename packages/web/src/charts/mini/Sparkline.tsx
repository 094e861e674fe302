interface SparklineProps {
  values: readonly (number | null)[];
  previous?: readonly (number | null)[] | undefined;
  /** The last value belongs to a bucket still running: its piece is dashed. */
  isLastOpen?: boolean;
  height?: number;
  label: string;
}

const width = 300;

/** Points of a polyline; nothing known is a gap filled by its neighbours. */
export function polyline(values: readonly (number | null)[], max: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values
    .map((value, i) =>
      value === null
        ? null
        : `${(i * step).toFixed(1)},${(height - 2 - (value / max) * (height - 6)).toFixed(1)}`,
    )
    .filter((point) => point !== null)
    .join(" ");
}

/** A line without axes, the time before dashed behind it. */
export function Sparkline({ values, previous, isLastOpen = false, height = 72, label }: SparklineProps) {
  const known = [...values, ...(previous ?? [])].filter((value): value is number => value !== null);
  const max = Math.max(1, ...known);
  const closed = isLastOpen ? values.slice(0, -1) : values;
  const line = polyline(
    values.map((value, i) => (i < closed.length ? value : null)),
    max,
    height,
  );
  const tail = isLastOpen
    ? polyline(
        values.map((value, i) => (i >= values.length - 2 ? value : null)),
        max,
        height,
      )
    : "";
  const last = line.split(" ").at(-1)?.split(",")[0] ?? "0";
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {line && (
        <polygon
          points={`0,${height} ${line} ${last},${height}`}
          fill="var(--mantine-primary-color-filled)"
          opacity="0.1"
        />
      )}
      {previous && (
        <polyline
          points={polyline(previous.slice(0, values.length), max, height)}
          fill="none"
          stroke="var(--mantine-color-dimmed)"
          strokeWidth="1.3"
          strokeDasharray="2 4"
          vectorEffect="non-scaling-stroke"
        />
      )}
      <polyline
        points={line}
        fill="none"
        stroke="var(--mantine-primary-color-filled)"
        strokeWidth="2.2"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      {tail && (
        <polyline
          points={tail}
          fill="none"
          stroke="var(--mantine-primary-color-filled)"
          strokeWidth="2"
          strokeDasharray="4 4"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
