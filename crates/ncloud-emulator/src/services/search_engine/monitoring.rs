//! Series of measured values. They are invented, but the same each time, and there are some only
//! for times at which the cluster, or the node, was there.

use serde_json::{Value, json};

use super::State;
use super::cluster::Cluster;
use super::nodes::Node;
use super::refusal::Refusal;
use crate::call::Call;
use crate::clock::{DAY, MINUTE};

/// A distance of values, and the longest period that can be asked for with it.
struct Interval {
    name: &'static str,
    step: i64,
    longest: i64,
}

/// Finest first.
const INTERVALS: [Interval; 5] = [
    Interval {
        name: "Min1",
        step: MINUTE,
        longest: DAY,
    },
    Interval {
        name: "Min5",
        step: 5 * MINUTE,
        longest: 7 * DAY,
    },
    Interval {
        name: "Min30",
        step: 30 * MINUTE,
        longest: 31 * DAY,
    },
    Interval {
        name: "Hour2",
        step: 120 * MINUTE,
        longest: 92 * DAY,
    },
    Interval {
        name: "Day1",
        step: DAY,
        longest: 366 * DAY,
    },
];

/// A metric and the range of its values, in tenths.
struct Metric {
    graph: &'static str,
    name: &'static str,
    lowest: i64,
    highest: i64,
}

const fn metric(graph: &'static str, name: &'static str, lowest: i64, highest: i64) -> Metric {
    Metric {
        graph,
        name,
        lowest,
        highest,
    }
}

const CLUSTER_METRICS: [Metric; 3] = [
    metric("indexing", "indexing_rate", 50, 900),
    metric("search", "search_rate", 100, 1800),
    metric("search", "search_latency", 20, 250),
];
const NODE_METRICS: [Metric; 3] = [
    metric("cpu", "cpu_used", 30, 600),
    metric("jvm", "jvm_heap_used", 250, 720),
    metric("gc", "gc_young_time", 1, 40),
];
const SYSTEM_METRICS: [Metric; 4] = [
    metric("cpu", "cpu_used", 30, 600),
    metric("memory", "memory_used", 350, 800),
    metric("disk", "disk_used", 100, 450),
    metric("network", "network_in", 10, 500),
];

/// The period of a call and the distance of its values.
struct Period {
    start: i64,
    end: i64,
    interval: &'static Interval,
}

impl Period {
    fn of(call: &Call) -> Result<Self, Refusal> {
        let time = |name| call.integer(name).unwrap_or_default();
        let (start, end) = (time("timeStart"), time("timeEnd"));
        if start > end {
            return Err("timeStart must not be after timeEnd.".into());
        }
        let length = end.saturating_sub(start);
        let name = call.text("interval");
        let wanted = |interval: &&Interval| match name {
            "" => length <= interval.longest,
            _ => interval.name == name,
        };
        let found = INTERVALS.iter().find(wanted);
        match found.filter(|interval| length <= interval.longest) {
            Some(interval) => Ok(Self {
                start,
                end,
                interval,
            }),
            None => Err("The period is too long for the interval.".into()),
        }
    }

    /// The times of the values: multiples of the step.
    fn times(&self) -> impl Iterator<Item = i64> + use<> {
        let step = self.interval.step;
        let first = self.start.div_euclid(step);
        let last = self.end.div_euclid(step);
        let start = self.start;
        let times = (first..=last).map(move |count| count.saturating_mul(step));
        times.filter(move |time| *time >= start)
    }
}

impl State {
    pub(super) fn engine_series(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        if call.text("metric") == "CLUSTER_ALL_METRICS" {
            return series(call, &cluster, None, &CLUSTER_METRICS);
        }
        let node = node(call, &cluster)?;
        series(call, &cluster, Some(node), &NODE_METRICS)
    }

    pub(super) fn system_series(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        let node = node(call, &cluster)?;
        series(call, &cluster, Some(node), &SYSTEM_METRICS)
    }
}

fn node<'a>(call: &Call, cluster: &'a Cluster) -> Result<&'a Node, Refusal> {
    let Some(number) = call.integer("computeInstanceNo") else {
        return Err(super::missing("computeInstanceNo").into());
    };
    let mut nodes = cluster.nodes.iter();
    let node = nodes.find(|node| node.number == number);
    node.ok_or_else(|| "computeInstanceNo is not a node of the cluster.".into())
}

fn series(
    call: &Call,
    cluster: &Cluster,
    node: Option<&Node>,
    metrics: &[Metric],
) -> Result<Value, Refusal> {
    let period = Period::of(call)?;
    let from = node.map_or(cluster.ready(), |node| node.ready);
    let until = cluster.deleted.unwrap_or(call.now).min(call.now);
    let times: Vec<i64> = period
        .times()
        .filter(|time| (from..=until).contains(time))
        .collect();
    let number = node.map(|node| node.number);
    let data = metrics.iter().enumerate().map(|(position, metric)| {
        let source = number.unwrap_or(cluster.number) ^ (position as i64) << 56;
        let values = times
            .iter()
            .map(|time| json!([time, metric.value(source, *time)]));
        json!({
            "aggregation": "AVG",
            "dimensions": {
                "Svc_group_instance_no": cluster.number.to_string(),
                "instanceNo": number.map(|number| number.to_string()),
            },
            "dps": values.collect::<Vec<_>>(),
            "graphName": metric.graph,
            "interval": period.interval.name,
            "metric": metric.name,
            "productName": "System/VPC-SearchEngine",
        })
    });
    Ok(json!({ "data": data.collect::<Vec<_>>() }))
}

impl Metric {
    /// A value that rises until noon and falls until midnight, with some noise.
    fn value(&self, source: i64, time: i64) -> f64 {
        let range = self.highest - self.lowest;
        let time_of_day = time.rem_euclid(DAY);
        let wave = (DAY / 2 - (time_of_day - DAY / 2).abs()) * range / DAY;
        let noise = (scatter(source ^ time) % 1000) * range / 2000;
        (self.lowest + wave + noise) as f64 / 10.0
    }
}

/// A number that looks random but follows from another one: the finalizer of SplitMix64.
fn scatter(number: i64) -> i64 {
    let mut bits = number.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    (bits ^ bits >> 31).cast_signed() & i64::MAX
}
