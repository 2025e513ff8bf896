//! The clusters as the page of the control port shows them.

use super::cluster::Status;
use crate::world::World;

/// A cluster.
pub(crate) struct Cluster {
    /// Site and region, for example `public/KR`.
    pub(crate) region: String,
    pub(crate) number: i64,
    pub(crate) name: String,
    pub(crate) status: &'static str,
    pub(crate) nodes: usize,
}

/// The clusters of all regions, but those whose deletion is done.
pub(crate) fn clusters(world: &World, now: i64) -> Vec<Cluster> {
    let state = world.services.search_engine.lock();
    let clusters = state.clusters.iter().map(|(key, cluster)| {
        // The number is the last part of the key.
        let region = key.rsplit_once('/').map_or(key, |(region, _)| region);
        (region.to_owned(), cluster.status(now), cluster)
    });
    clusters
        .filter(|(_, status, _)| *status != Status::Returned)
        .map(|(region, status, cluster)| Cluster {
            region,
            number: cluster.number,
            name: cluster.name.clone(),
            status: status.name(),
            nodes: cluster.nodes.len(),
        })
        .collect()
}
