/**
 * The metrics for OpenTelemetry, by the support that Deno has of its own: where that is on (`OTEL_DENO=true`), it sends them
 * beside its own to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names. It knows nothing of how they get there.
 *
 * @module
 */

import { VERSION } from "../../../chat.ts";
import type { Log } from "../../log.ts";
import { listMetrics, type Measured, type Metric } from "./metrics.ts";

/** The part of the interface of OpenTelemetry that is used here; Deno's own types leave it open. */
interface Meter {
  createObservableGauge(name: string, options: { description: string }): Instrument;
  createObservableCounter(name: string, options: { description: string }): Instrument;
  addBatchObservableCallback(observe: Observe, instruments: readonly Instrument[]): void;
  removeBatchObservableCallback(observe: Observe, instruments: readonly Instrument[]): void;
}
type Instrument = object;
interface Observer {
  observe(instrument: Instrument, value: number, labels: Readonly<Record<string, string>>): void;
}
type Observe = (observer: Observer) => Promise<void>;

/** What {@linkcode sendMetrics} needs. */
export interface TelemetryOptions {
  /** Tells how the server is; asked each time when metrics are sent. */
  readonly measure: () => Promise<Measured>;
  /** Where faults are told. */
  readonly log: Log;
}

/**
 * Has Deno send the metrics until it is disposed of; does nothing where its support is off. Each has the name that it has
 * for Prometheus.
 */
export async function sendMetrics({ measure, log }: TelemetryOptions): Promise<Disposable | undefined> {
  const meter = findMeter();
  if (meter === undefined) return undefined;
  const instruments = new Map(listMetrics(await measure()).map((metric) => [metric.name, create(meter, metric)]));
  const observe: Observe = async (observer) => {
    try {
      for (const { name, samples } of listMetrics(await measure())) {
        for (const [labels, value] of samples) observer.observe(instruments.get(name)!, value, labels);
      }
    } catch (error) {
      log.fault("Metrics", error);
    }
  };
  const all = [...instruments.values()];
  meter.addBatchObservableCallback(observe, all);
  return { [Symbol.dispose]: () => meter.removeBatchObservableCallback(observe, all) };
}

function create(meter: Meter, { name, type, help }: Metric): Instrument {
  const options = { description: help };
  return type === "counter" ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options);
}

/** The meter of this program; `undefined` where Deno's support is off, which it says by throwing. */
function findMeter(): Meter | undefined {
  try {
    return Deno.telemetry.meterProvider.getMeter("ngobrol", VERSION);
  } catch {
    return undefined;
  }
}
