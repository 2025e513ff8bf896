//! Schedules that take snapshots. What fell due since the last call is made up for by the next one.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::State;
use super::cluster::{Cluster, MINUTE};
use super::lookup;
use super::refusal::Refusal;
use super::snapshots::{self, Snapshot};
use crate::call::Call;
use crate::clock::{timestamp, utc};
use crate::services::paging::Page;

const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The days in the order of their numbers since 1970, which began on a Thursday.
const DAYS: [&str; 7] = [
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
];
/// At most this many snapshots are made up for at once: the latest ones.
const MADE_UP_FOR: i64 = 100;

/// A schedule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Schedule {
    number: i64,
    /// How the names of the snapshots begin.
    name: String,
    bucket: String,
    /// `Everyday`, or a day of the week.
    day: String,
    hour: i64,
    minute: i64,
    set: i64,
    /// When the next snapshot is due.
    next: i64,
    /// Whether another schedule took its place or it was removed.
    is_over: bool,
}

impl Schedule {
    /// From one snapshot to the next.
    fn period(&self) -> i64 {
        if DAYS.contains(&self.day.as_str()) {
            7 * DAY
        } else {
            DAY
        }
    }

    /// The times that fell due up to now, the latest ones if there are many. Moves the schedule on.
    fn due(&mut self, now: i64) -> Vec<i64> {
        if self.is_over || self.next > now {
            return Vec::new();
        }
        let period = self.period();
        let missed = now.saturating_sub(self.next) / period;
        let skipped = missed.saturating_sub(MADE_UP_FOR - 1).max(0);
        let first = self.next.saturating_add(skipped.saturating_mul(period));
        let times: Vec<i64> = (0..MADE_UP_FOR)
            .map_while(|position| first.checked_add(position * period))
            .take_while(|time| *time <= now)
            .collect();
        let last = times.last().copied().unwrap_or(self.next);
        self.next = last.saturating_add(period);
        times
    }
}

/// The first time after `after` that falls on this day and time of day, in UTC.
fn first_after(after: i64, day: &str, time_of_day: i64) -> i64 {
    let today = after.div_euclid(DAY);
    let wanted = DAYS.iter().position(|known| *known == day);
    let is_wanted = |number: i64| {
        let weekday = usize::try_from(number.rem_euclid(7)).ok();
        wanted.is_none() || wanted == weekday
    };
    (0..=7)
        .map(|days| today.saturating_add(days))
        .filter(|number| is_wanted(*number))
        .map(|number| number.saturating_mul(DAY).saturating_add(time_of_day))
        .find(|time| *time > after)
        .unwrap_or(i64::MAX)
}

/// The name of a snapshot that was taken at this time. With the longest name of a schedule it has
/// the longest name of a snapshot.
fn snapshot_name(schedule: &str, time: i64) -> String {
    let Some(time) = utc(time) else {
        return schedule.to_owned();
    };
    format!(
        "{schedule}-{:04}{:02}{:02}{:02}{:02}{:02}",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

impl State {
    pub(super) fn set_schedule(&mut self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.running(call)?;
        snapshots::check_bucket(call, &cluster)?;
        self.end_schedule(call, &cluster);
        let part = |name: &str| call.body[name].as_i64().unwrap_or_default();
        let (hour, minute) = (part("scheduledHour"), part("scheduledMinute"));
        let day = call.member("scheduledDay");
        let schedule = Schedule {
            number: self.number(),
            name: call.member("snapshotName").to_owned(),
            bucket: call.member("bucketName").to_owned(),
            day: day.to_owned(),
            hour,
            minute,
            set: call.now,
            next: first_after(call.now, day, hour * HOUR + minute * MINUTE),
            is_over: false,
        };
        let key = lookup::key_below(&call.place, cluster.number, schedule.number);
        self.schedules.insert(key, schedule);
        Ok(true.into())
    }

    pub(super) fn release_schedule(&mut self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.running(call)?;
        if !self.end_schedule(call, &cluster) {
            return Err("The cluster has no schedule for snapshots.".into());
        }
        Ok(true.into())
    }

    pub(super) fn schedule_history(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        let prefix = lookup::prefix(&call.place, cluster.number);
        let schedules = self.schedules.starting_with(&prefix);
        let mut schedules: Vec<&Schedule> = schedules.map(|(_, schedule)| schedule).collect();
        schedules.reverse();
        let page = Page::of(call, super::PAGE_SIZE, schedules.len());
        let shown = page.cut(&schedules).iter();
        let shown: Vec<Value> = shown
            .map(|schedule| {
                json!({
                    "bucketName": schedule.bucket,
                    "snapshotName": schedule.name,
                    "snapshotSchedulingConfigSetUpDate": timestamp(schedule.set),
                    "snapshotSchedulingSetUpDay": schedule.day,
                    "snapshotSchedulingSetUpTime":
                        format!("{:02}:{:02}", schedule.hour, schedule.minute),
                    "snapshotSchedulingStatus": if schedule.is_over { "RELEASE" } else { "RUN" },
                })
            })
            .collect();
        let mut result = page.members();
        result.insert("snapshotSchedulingHistoryList".to_owned(), shown.into());
        Ok(result.into())
    }

    /// The key and a copy of the schedule that a cluster has.
    fn schedule(&self, call: &Call, cluster: &Cluster) -> Option<(String, Schedule)> {
        let prefix = lookup::prefix(&call.place, cluster.number);
        let (key, schedule) = self
            .schedules
            .starting_with(&prefix)
            .find(|(_, schedule)| !schedule.is_over)?;
        Some((key.to_owned(), schedule.clone()))
    }

    /// Takes the snapshots that fell due since the last call.
    pub(super) fn catch_up(&mut self, call: &Call, cluster: &Cluster) {
        let Some((key, mut schedule)) = self.schedule(call, cluster) else {
            return;
        };
        let times = schedule.due(call.now);
        if times.is_empty() {
            return;
        }
        for time in times {
            let snapshot = Snapshot {
                number: self.number(),
                name: snapshot_name(&schedule.name, time),
                bucket: schedule.bucket.clone(),
                started: time,
                is_scheduled: true,
            };
            self.keep_snapshot(call, cluster, snapshot);
        }
        self.schedules.insert(key, schedule);
    }

    /// Ends the schedule of a cluster; tells whether there was one.
    pub(super) fn end_schedule(&mut self, call: &Call, cluster: &Cluster) -> bool {
        self.catch_up(call, cluster);
        let Some((key, mut schedule)) = self.schedule(call, cluster) else {
            return false;
        };
        schedule.is_over = true;
        self.schedules.insert(key, schedule);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_time_is_later_and_on_the_day() {
        // 2024-11-21 was a Thursday.
        let noon = 1_732_190_400_000;
        let time = 3 * HOUR + 30 * MINUTE;
        let first = |day: &str, time| timestamp(first_after(noon, day, time));
        assert_eq!(first("Everyday", time), "2024-11-22 03:30:00");
        assert_eq!(first("Everyday", 13 * HOUR), "2024-11-21 13:00:00");
        assert_eq!(first("Everyday", 12 * HOUR), "2024-11-22 12:00:00");
        assert_eq!(first("Thursday", time), "2024-11-28 03:30:00");
        assert_eq!(first("Sunday", time), "2024-11-24 03:30:00");
    }

    #[test]
    fn any_time_can_be_caught_up_with() {
        for now in [i64::MIN, -1, 0, i64::MAX - 1, i64::MAX] {
            let mut schedule = Schedule {
                number: 1,
                name: "daily".to_owned(),
                bucket: "bk.c".to_owned(),
                day: "Everyday".to_owned(),
                hour: 0,
                minute: 0,
                set: 0,
                next: first_after(0, "Everyday", 0),
                is_over: false,
            };
            let due = schedule.due(now);
            assert!(due.len() <= 100 && due.iter().all(|time| *time <= now));
            assert_eq!(due.is_empty(), now <= 0);
            assert!(first_after(now, "Monday", HOUR) >= now);
        }
    }

    #[test]
    fn the_longest_name_of_a_schedule_makes_the_longest_name_of_a_snapshot() {
        assert_eq!(snapshot_name(&"a".repeat(15), 0).len(), 30);
    }
}
