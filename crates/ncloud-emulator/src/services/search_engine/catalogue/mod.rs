//! What every region has to choose from. The lists and the checks of what was chosen read the same
//! constants, most of them the values of the documented examples.

mod buckets;
mod generations;
mod images;
mod login_keys;
mod networks;
mod products;
mod versions;

pub(super) use buckets::{bucket, import_buckets, snapshot_buckets};
pub(super) use generations::{Generation, generations};
pub(super) use images::{image, image_of, images};
pub(super) use login_keys::{is_login_key, login_keys};
pub(super) use networks::{Subnet, available_subnets, subnet, subnet_of, subnets, vpc, vpcs};
pub(super) use products::{
    Product, node_products, product, products, server_specifications, stored_product,
};
pub(super) use versions::{Version, is_later, version, versions};

use images::Image;

/// Time at which VPCs and buckets were made, epoch milliseconds.
const MADE: i64 = 1_742_778_733_000;
/// Number of the zone that all subnets are in.
pub(super) const ZONE: i64 = 2;
