//! What this process has used so far.

use std::fs;
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

/// Time on processors, in the program and in the system.
///
/// # Errors
/// When the system does not tell.
pub fn processor_time() -> Result<Duration, String> {
    let usage = getrusage(UsageWho::RUSAGE_SELF).map_err(|error| error.to_string())?;
    Ok(duration(usage.user_time()) + duration(usage.system_time()))
}

fn duration(time: TimeVal) -> Duration {
    let seconds = u64::try_from(time.tv_sec()).unwrap_or_default();
    let microseconds = u64::try_from(time.tv_usec()).unwrap_or_default();
    Duration::from_secs(seconds) + Duration::from_micros(microseconds)
}

/// Memory that is resident, in bytes.
///
/// # Errors
/// When the system does not tell: it is read from Linux's `/proc`.
pub fn resident_memory() -> Result<u64, String> {
    memory("VmRSS:")
}

/// The most memory that ever was resident, in bytes.
///
/// # Errors
/// As [`resident_memory`].
pub fn most_resident_memory() -> Result<u64, String> {
    memory("VmHWM:")
}

fn memory(name: &str) -> Result<u64, String> {
    let status = fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB"));
    let kilobytes = kilobytes.and_then(|text| text.trim().parse::<u64>().ok());
    let kilobytes = kilobytes.ok_or_else(|| format!("`/proc/self/status` has no `{name}`"))?;
    Ok(kilobytes * 1024)
}
