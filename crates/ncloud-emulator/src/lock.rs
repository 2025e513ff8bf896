//! Locks that a panic does not break.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The lock of a mutex. What a panic left behind is as good as what a refused request leaves.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
