import { Skeleton } from "@mantine/core";
import { useReducedMotion, useResizeObserver } from "@mantine/hooks";
import type { ECharts, EChartsCoreOption } from "echarts/core";
import { useEffect, useRef, useState } from "react";

interface EChartProps {
  option: EChartsCoreOption;
  height: number;
  /** What the picture shows, for those who do not see it; the table beside it has the numbers. */
  label: string;
  /** A mark was clicked. */
  onMark?: (mark: { seriesId: string; dataIndex: number; data: unknown }) => void;
  /** The plane of an axis chart was clicked: category index and value under the pointer. */
  onPlane?: (index: number, value: number) => void;
}

/** Draws an ECharts option; the library is fetched by the first chart. */
export function EChart({ option, height, label, onMark, onPlane }: EChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<ECharts | null>(null);
  const [measure, { width }] = useResizeObserver<HTMLDivElement>();
  const still = useReducedMotion();

  useEffect(() => {
    let gone = false;
    let made: ECharts | null = null;
    void import("./echarts.ts").then(({ init }) => {
      if (gone || !box.current) return;
      made = init(box.current, null, { renderer: "canvas" });
      setChart(made);
    });
    return () => {
      gone = true;
      made?.dispose();
    };
  }, []);

  useEffect(() => {
    chart?.setOption(
      { animation: !still, animationDuration: 250, animationDurationUpdate: 200, ...option },
      { notMerge: true },
    );
  }, [chart, option, still]);

  useEffect(() => {
    if (chart && width > 0 && height > 0) chart.resize();
  }, [chart, width, height]);

  useEffect(() => {
    if (!chart) return;
    const plane = chart.getZr();
    const onClick = (event: { offsetX: number; offsetY: number }) => {
      const at = [event.offsetX, event.offsetY];
      if (!onPlane || !chart.containPixel({ gridIndex: 0 }, at)) return;
      const [index, value] = chart.convertFromPixel({ gridIndex: 0 }, at) as number[];
      if (index !== undefined && value !== undefined) onPlane(Math.round(index), value);
    };
    if (onPlane) plane.on("click", onClick);
    if (onMark)
      chart.on("click", (params) =>
        onMark({ seriesId: params.seriesId ?? "", dataIndex: params.dataIndex, data: params.data }),
      );
    return () => {
      if (chart.isDisposed()) return;
      plane.off("click", onClick);
      chart.off("click");
    };
  }, [chart, onMark, onPlane]);

  return (
    <div
      ref={measure}
      style={{ position: "relative", height, width: "100%", minWidth: 0, overflow: "hidden" }}
    >
      {!chart && <Skeleton height={height} radius="md" />}
      <div
        ref={box}
        role="img"
        aria-label={label}
        style={{ position: "absolute", inset: 0, height, cursor: onMark || onPlane ? "pointer" : "default" }}
      />
    </div>
  );
}
