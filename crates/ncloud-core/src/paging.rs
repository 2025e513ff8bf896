//! Lists that come in pages, as streams of their items.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::future::Future;
use std::hash::{Hash as _, Hasher as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::service::Operation;

/// A page of a list, taken out of an answer by a generated client.
#[derive(Debug)]
pub struct Page<T> {
    /// Its items.
    pub items: Vec<T>,
    /// Number of pages, when the answer says so.
    pub total_pages: Option<i64>,
    /// Number of items on all pages, when the answer says so.
    pub total_items: Option<i64>,
}

/// A page of a list whose answers name the next one, taken out of an answer by a generated client.
#[derive(Debug)]
pub struct TokenPage<T> {
    /// Its items.
    pub items: Vec<T>,
    /// Token of the next page; none, or an empty one, on the last.
    pub next: Option<String>,
}

/// The items of a list, fetched page by page as they are asked for.
///
/// It ends after the last page that the answers name, or, when they name none, with an empty page. An error is
/// yielded once and ends it. A service that answers the same page again for another number is an
/// error too, because the list would never end.
#[must_use = "nothing is fetched before the stream is polled"]
pub struct ItemStream<'a, T> {
    inner: Pin<Box<dyn Stream<Item = Result<T>> + Send + 'a>>,
}

impl<T> ItemStream<'_, T> {
    /// The next item; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T>> {
        self.inner.next().await
    }

    /// All items.
    ///
    /// # Errors
    /// The first error of any page.
    pub async fn collect(self) -> Result<Vec<T>> {
        self.inner.try_collect().await
    }
}

impl<T> Stream for ItemStream<'_, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.inner.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for ItemStream<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ItemStream").finish_non_exhaustive()
    }
}

/// How far a list was read.
struct Position {
    next_page: i64,
    seen: i64,
    last_page: Option<u64>,
    total_pages: Option<i64>,
    done: bool,
}

/// A stream of the items of all pages; `fetch` gets the first page without a token, and the others by
/// the token that the page before has named.
pub fn items_by_token<'a, T, F, P>(operation: &'static Operation, fetch: F) -> ItemStream<'a, T>
where
    T: Send + 'a,
    F: FnMut(Option<String>) -> P + Send + 'a,
    P: Future<Output = Result<TokenPage<T>>> + Send + 'a,
{
    let start = Some((None::<String>, HashSet::new(), fetch));
    let pages = stream::try_unfold(start, move |state| async move {
        let Some((token, mut seen, mut fetch)) = state else {
            return Ok(None);
        };
        let page = match fetch(token).await {
            Ok(page) => page,
            Err(error) if error.is_empty_list() => return Ok(None),
            Err(error) => return Err(error),
        };
        let next = page.next.filter(|next| !next.is_empty());
        if next.as_ref().is_some_and(|next| !seen.insert(next.clone())) {
            let message = "a page names an earlier one as the next: the service ignores the token";
            let error = Error::new(ErrorKind::UnexpectedAnswer, message);
            return Err(error.in_operation(operation));
        }
        Ok(Some((
            page.items,
            next.map(|next| (Some(next), seen, fetch)),
        )))
    });
    flattened(pages)
}

/// The items of pages.
fn flattened<'a, T: Send + 'a>(
    pages: impl Stream<Item = Result<Vec<T>>> + Send + 'a,
) -> ItemStream<'a, T> {
    let items = pages
        .map_ok(|page| stream::iter(page.into_iter().map(Ok)))
        .try_flatten();
    ItemStream {
        inner: Box::pin(items),
    }
}

/// A stream of the items of all pages; `fetch` gets a page by its number, from 1.
pub fn items<'a, T, F, P>(operation: &'static Operation, fetch: F) -> ItemStream<'a, T>
where
    T: Serialize + Send + 'a,
    F: FnMut(i64) -> P + Send + 'a,
    P: Future<Output = Result<Page<T>>> + Send + 'a,
{
    let start = Position {
        next_page: 1,
        seen: 0,
        last_page: None,
        total_pages: None,
        done: false,
    };
    let pages = stream::try_unfold(
        (start, fetch),
        move |(mut position, mut fetch)| async move {
            if position.done {
                return Ok(None);
            }
            let page = match fetch(position.next_page).await {
                Ok(page) => page,
                // Some services refuse to list what does not exist instead of listing nothing.
                Err(error) if error.is_empty_list() => return Ok(None),
                Err(error) => return Err(error),
            };
            position.advance(&page).map_err(|message| {
                Error::new(ErrorKind::UnexpectedAnswer, message).in_operation(operation)
            })?;
            Ok(Some((page.items, (position, fetch))))
        },
    );
    flattened(pages)
}

impl Position {
    /// Takes note of a page, and decides whether there is another.
    fn advance<T: Serialize>(&mut self, page: &Page<T>) -> std::result::Result<(), String> {
        let fingerprint = fingerprint(&page.items);
        if !page.items.is_empty() && fingerprint.is_some() && fingerprint == self.last_page {
            let number = self.next_page;
            return Err(format!(
                "page {number} repeats page {}: the service ignores the number",
                number - 1
            ));
        }
        self.seen += i64::try_from(page.items.len()).unwrap_or(i64::MAX);
        // The totals may change between pages; the latest counts.
        let grew = page.total_pages > self.total_pages;
        self.done = match page.total_pages {
            // A page may hold nothing of what is listed here; the number of pages counts then. But a
            // number that grows with every empty page would never be reached.
            Some(total) => {
                self.next_page >= total || (page.items.is_empty() && grew && self.next_page > 1)
            }
            None => {
                page.items.is_empty() || page.total_items.is_some_and(|total| self.seen >= total)
            }
        };
        self.total_pages = page.total_pages;
        self.last_page = fingerprint;
        self.next_page += 1;
        Ok(())
    }
}

fn fingerprint<T: Serialize>(items: &[T]) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    serde_json::to_vec(items).ok()?.hash(&mut hasher);
    Some(hasher.finish())
}
