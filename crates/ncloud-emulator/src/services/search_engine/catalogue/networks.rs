//! VPCs and their subnets.

use serde_json::{Value, json};

use super::{Generation, MADE, ZONE, image, image_of};
use crate::call::Call;
use crate::routes::Place;
use crate::services::search_engine::refusal::Refusal;
use crate::services::search_engine::region;
use crate::services::search_engine::views::date_time;

/// A VPC.
pub(crate) struct Vpc {
    number: i64,
    pub(crate) name: &'static str,
    pub(crate) block: &'static str,
}

const VPCS: [Vpc; 2] = [
    Vpc {
        number: 93_001,
        name: "myvpc",
        block: "10.0.0.0/16",
    },
    Vpc {
        number: 4001,
        name: "othervpc",
        block: "10.1.0.0/16",
    },
];

/// A subnet of 256 addresses.
pub(crate) struct Subnet {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    vpc: i64,
    /// The first three bytes of its addresses.
    pub(crate) network: [u8; 3],
    is_public: bool,
}

const SUBNETS: [Subnet; 4] = [
    Subnet {
        number: 200_123,
        name: "node-subnet",
        vpc: 93_001,
        network: [10, 0, 1],
        is_public: false,
    },
    Subnet {
        number: 200_124,
        name: "public-subnet",
        vpc: 93_001,
        network: [10, 0, 2],
        is_public: true,
    },
    Subnet {
        number: 200_125,
        name: "other-subnet",
        vpc: 4001,
        network: [10, 1, 1],
        is_public: false,
    },
    Subnet {
        number: 200_126,
        name: "other-public",
        vpc: 4001,
        network: [10, 1, 2],
        is_public: true,
    },
];

pub(crate) fn vpc(number: i64) -> Result<&'static Vpc, Refusal> {
    let found = VPCS.iter().find(|vpc| vpc.number == number);
    found.ok_or_else(|| "vpcNo is not in getVpcList.".into())
}

pub(crate) fn subnet(number: i64) -> Option<&'static Subnet> {
    SUBNETS.iter().find(|subnet| subnet.number == number)
}

/// The subnet if it is in this VPC; `member` is where its number was given.
pub(crate) fn subnet_of(
    number: Option<i64>,
    vpc: i64,
    member: &str,
) -> Result<&'static Subnet, Refusal> {
    let found = number.and_then(subnet).filter(|subnet| subnet.vpc == vpc);
    found.ok_or_else(|| format!("{member} is not a subnet of the VPC.").into())
}

pub(crate) fn vpcs(place: &Place) -> Value {
    let vpc = |vpc: &Vpc| {
        json!({
            "createdDate": date_time(MADE),
            "ipv4Cidr": vpc.block,
            "regionNo": region::number(place).map(|number| number.to_string()),
            "statusCode": "RUN",
            "vpcName": vpc.name,
            "vpcNo": vpc.number,
            "permission": "Allow",
        })
    };
    json!({ "content": VPCS.iter().map(vpc).collect::<Vec<_>>() })
}

pub(crate) fn subnets(call: &Call) -> Result<Value, Refusal> {
    image(call.text("softwareProductCode"))?;
    let number = call.integer("vpcNo").unwrap_or_default();
    Ok(subnet_list(call, number, vpc(number)?, None))
}

pub(crate) fn available_subnets(call: &Call) -> Result<Value, Refusal> {
    image_of(call.member("softwareProductCode"), Generation::Third)?;
    let number = call.body["vpcNo"].as_i64().unwrap_or_default();
    let is_public = call.body["isPrivate"]
        .as_bool()
        .map(|is_private| !is_private);
    Ok(subnet_list(call, number, vpc(number)?, is_public))
}

fn subnet_list(call: &Call, number: i64, vpc: &Vpc, is_public: Option<bool>) -> Value {
    let subnets = SUBNETS.iter().filter(|subnet| {
        subnet.vpc == number && is_public.is_none_or(|is_public| subnet.is_public == is_public)
    });
    let subnets = subnets.map(|subnet| {
        let [a, b, c] = subnet.network;
        json!({
            "isPublic": subnet.is_public,
            "statusCode": "RUN",
            "subnet": format!("{a}.{b}.{c}.0/24"),
            "subnetName": subnet.name,
            "subnetNo": subnet.number,
            "vpcName": vpc.name,
            "vpcNo": number,
            "zoneName": region::zone(&call.place),
            "zoneNo": ZONE,
            "permission": "Allow",
        })
    });
    json!({ "content": subnets.collect::<Vec<_>>() })
}
