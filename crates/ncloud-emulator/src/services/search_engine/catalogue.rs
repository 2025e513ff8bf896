//! What every region has to choose from. The lists and the checks of what was chosen read the same
//! constants, most of them the values of the documented examples.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::region;
use super::views::date_time;
use crate::call::Call;
use crate::routes::Place;

/// Time at which VPCs and buckets were made, epoch milliseconds.
const MADE: i64 = 1_742_778_733_000;
/// Number of the zone that all subnets are in.
pub(super) const ZONE: i64 = 2;

/// A generation of servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generation {
    Second,
    Third,
}

impl Generation {
    const ALL: [Self; 2] = [Self::Second, Self::Third];

    fn code(self) -> &'static str {
        match self {
            Self::Second => "G2",
            Self::Third => "G3",
        }
    }

    fn hypervisor(self) -> &'static str {
        match self {
            Self::Second => "XEN",
            Self::Third => "KVM",
        }
    }

    /// The largest storage of a data node, GB.
    pub(super) fn largest_storage(self) -> i64 {
        match self {
            Self::Second => 2000,
            Self::Third => 16_000,
        }
    }
}

/// An engine and its version. Later ones come later in [`VERSIONS`].
pub(super) struct Version {
    pub(super) code: &'static str,
    number: &'static str,
}

impl Version {
    pub(super) fn name(&self) -> String {
        format!("OpenSearch {}", self.number)
    }
}

/// Versions, oldest first.
const VERSIONS: [Version; 4] = [
    Version {
        code: "133",
        number: "1.3.3",
    },
    Version {
        code: "2140",
        number: "2.14.0",
    },
    Version {
        code: "2150",
        number: "2.15.0",
    },
    Version {
        code: "2180",
        number: "2.18.0",
    },
];

/// An operating system of nodes.
pub(super) struct Image {
    code: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) generation: Generation,
}

const IMAGES: [Image; 3] = [
    Image {
        code: "SW.VELST.OS.LNX64.CNTOS.0708.B050",
        name: "centos-7.8-64",
        description: "CentOS 7.8 (64-bit)",
        generation: Generation::Second,
    },
    Image {
        code: "SW.VELST.OS.LNX64.ROCKY.0808.B050",
        name: "rocky-8.8-64",
        description: "Rocky Linux 8.8 (64-bit)",
        generation: Generation::Second,
    },
    Image {
        code: "SW.VELST.OS.LNX64.ROCKY.08.G003",
        name: "rocky-8-64",
        description: "Rocky Linux 8 (64-bit)",
        generation: Generation::Third,
    },
];

/// A server type of nodes.
pub(super) struct Product {
    pub(super) code: &'static str,
    class: &'static str,
    pub(super) cpus: i64,
    /// Memory in GiB.
    gibibytes: i64,
    generation: Generation,
    /// Code of the specification, in the third generation.
    specification: &'static str,
}

const PRODUCTS: [Product; 5] = [
    Product {
        code: "SVR.VELST.STAND.C002.M008.NET.SSD.B050.G002",
        class: "STAND",
        cpus: 2,
        gibibytes: 8,
        generation: Generation::Second,
        specification: "",
    },
    Product {
        code: "SVR.VELST.STAND.C008.M032.NET.SSD.B050.G002",
        class: "STAND",
        cpus: 8,
        gibibytes: 32,
        generation: Generation::Second,
        specification: "",
    },
    Product {
        code: "SVR.VELST.HIMEM.C002.M016.NET.SSD.B050.G002",
        class: "HIMEM",
        cpus: 2,
        gibibytes: 16,
        generation: Generation::Second,
        specification: "",
    },
    Product {
        code: "SVR.VELST.STAND.C002.M008.NET.SSD.B050.G003",
        class: "STAND",
        cpus: 2,
        gibibytes: 8,
        generation: Generation::Third,
        specification: "ses.s2-g3",
    },
    Product {
        code: "SVR.VELST.HICPU.C002.M004.NET.SSD.B050.G003",
        class: "HICPU",
        cpus: 2,
        gibibytes: 4,
        generation: Generation::Third,
        specification: "ses.c2-g3",
    },
];

impl Product {
    pub(super) fn memory(&self) -> i64 {
        self.gibibytes << 30
    }

    fn summary(&self) -> String {
        format!("vCPU {}EA, Memory {}GB", self.cpus, self.gibibytes)
    }

    pub(super) fn name(&self) -> String {
        format!("{}, [SSD]Disk 50GB", self.summary())
    }

    /// The product in the columns of its generation.
    pub(super) fn view(&self) -> Value {
        match self.generation {
            Generation::Second => json!({
                "productCode": self.code,
                "productName": self.name(),
                "productType2Code": self.class,
                "productEnglishDesc": self.name(),
                "infraResourceTypeCode": "SVR",
                "cpuCount": self.cpus.to_string(),
                "memorySize": self.memory(),
                "diskType2Code": "SSD",
            }),
            Generation::Third => json!({
                "serverSpecCode": self.specification,
                "serverSpecTypeCode": self.class,
                "serverSpecDescription": self.summary(),
                "productCode": self.code,
                "hypervisorCode": self.generation.hypervisor(),
                "generationCode": self.generation.code(),
                "cpuArchitectureCode": "X86_64",
                "cpuCount": self.cpus,
                "memorySize": self.memory(),
            }),
        }
    }
}

/// A VPC.
pub(super) struct Vpc {
    number: i64,
    pub(super) name: &'static str,
    pub(super) block: &'static str,
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
pub(super) struct Subnet {
    pub(super) number: i64,
    pub(super) name: &'static str,
    vpc: i64,
    /// The first three bytes of its addresses.
    pub(super) network: [u8; 3],
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

const LOGIN_KEYS: [&str; 3] = ["a123", "apitest", "tf-login-test"];

/// A bucket of Object Storage.
pub(super) struct Bucket {
    pub(super) name: &'static str,
    /// Whether it is protected and so cannot hold snapshots.
    pub(super) is_protected: bool,
    /// Identifier of the resource.
    resource: &'static str,
}

const BUCKETS: [Bucket; 3] = [
    Bucket {
        name: "bk.ses.snapshot",
        is_protected: false,
        resource: "1233",
    },
    Bucket {
        name: "bk.c",
        is_protected: false,
        resource: "1234",
    },
    Bucket {
        name: "bk.protected",
        is_protected: true,
        resource: "1235",
    },
];

pub(super) fn version(code: &str) -> Result<&'static Version, Refusal> {
    let found = VERSIONS.iter().find(|version| version.code == code);
    found.ok_or_else(|| "The version code is not in getSearchEngineVersionList.".into())
}

/// Whether one version is later than another.
pub(super) fn is_later(one: &Version, other: &Version) -> bool {
    let place = |code| VERSIONS.iter().position(|version| version.code == code);
    place(one.code) > place(other.code)
}

pub(super) fn image(code: &str) -> Result<&'static Image, Refusal> {
    let found = IMAGES.iter().find(|image| image.code == code);
    found.ok_or_else(|| "softwareProductCode is an invalid OS type.".into())
}

/// The image if it is of this generation.
pub(super) fn image_of(code: &str, generation: Generation) -> Result<&'static Image, Refusal> {
    let image = image(code)?;
    if image.generation == generation {
        return Ok(image);
    }
    let wanted = generation.code();
    Err(format!("softwareProductCode is not an OS type of generation {wanted}.").into())
}

/// The product if it is of this generation; `member` is where its code was given.
pub(super) fn product(
    code: &str,
    generation: Generation,
    member: &str,
) -> Result<&'static Product, Refusal> {
    let found = products(generation).find(|product| product.code == code);
    found.ok_or_else(|| {
        let wanted = generation.code();
        format!("{member} is not a server type of generation {wanted}.").into()
    })
}

/// The product that a stored code stands for.
pub(super) fn stored_product(code: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.code == code)
}

pub(super) fn products(generation: Generation) -> impl Iterator<Item = &'static Product> {
    let fits = move |product: &&Product| product.generation == generation;
    PRODUCTS.iter().filter(fits)
}

pub(super) fn vpc(number: i64) -> Result<&'static Vpc, Refusal> {
    let found = VPCS.iter().find(|vpc| vpc.number == number);
    found.ok_or_else(|| "vpcNo is not in getVpcList.".into())
}

pub(super) fn subnet(number: i64) -> Option<&'static Subnet> {
    SUBNETS.iter().find(|subnet| subnet.number == number)
}

/// The subnet if it is in this VPC; `member` is where its number was given.
pub(super) fn subnet_of(
    number: Option<i64>,
    vpc: i64,
    member: &str,
) -> Result<&'static Subnet, Refusal> {
    let found = number.and_then(subnet).filter(|subnet| subnet.vpc == vpc);
    found.ok_or_else(|| format!("{member} is not a subnet of the VPC.").into())
}

pub(super) fn is_login_key(name: &str) -> bool {
    LOGIN_KEYS.contains(&name)
}

pub(super) fn bucket(name: &str) -> Result<&'static Bucket, Refusal> {
    let found = BUCKETS.iter().find(|bucket| bucket.name == name);
    found.ok_or_else(|| "bucketName is not in getBucketList.".into())
}

pub(super) fn versions() -> Value {
    let version = |version: &Version| {
        json!({
            "searchEngineVersionCode": version.code,
            "searchEngineVersionName": version.name(),
            "searchEngineDashboardVersionName":
                format!("OpenSearch Dashboards {}", version.number),
            "type": "OpenSearch",
        })
    };
    json!({ "searchEngineVersionList": VERSIONS.iter().map(version).collect::<Vec<_>>() })
}

pub(super) fn generations() -> Value {
    let view = |generation: Generation| {
        json!({
            "hypervisorCode": generation.hypervisor(),
            "generationCode": generation.code(),
        })
    };
    json!({ "searchEngineServerGenerationList": Generation::ALL.map(view) })
}

pub(super) fn images(generation: Generation) -> Value {
    let images = IMAGES.iter().filter(|image| image.generation == generation);
    let images = images.map(|image| {
        json!({
            "productCode": image.code,
            "productName": image.name,
            "productType2Code": "LINUX",
            "productEnglishDesc": image.description,
            "infraResourceTypeCode": "SW",
            "softwareTypeCode": "OS",
        })
    });
    json!({ "productList": images.collect::<Vec<_>>() })
}

pub(super) fn node_products(call: &Call) -> Result<Value, Refusal> {
    let image = image_of(call.text("softwareProductCode"), Generation::Second)?;
    if call.integer("subnetNo").and_then(subnet).is_none() {
        return Err("subnetNo is not in getSubnetList.".into());
    }
    Ok(product_list(image))
}

pub(super) fn server_specifications(call: &Call) -> Result<Value, Refusal> {
    let image = image_of(call.member("softwareProductCode"), Generation::Third)?;
    Ok(product_list(image))
}

fn product_list(image: &Image) -> Value {
    let products = products(image.generation).map(Product::view);
    json!({ "productList": products.collect::<Vec<_>>() })
}

pub(super) fn vpcs(place: &Place) -> Value {
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

pub(super) fn subnets(call: &Call) -> Result<Value, Refusal> {
    image(call.text("softwareProductCode"))?;
    let number = call.integer("vpcNo").unwrap_or_default();
    Ok(subnet_list(call, number, vpc(number)?, None))
}

pub(super) fn available_subnets(call: &Call) -> Result<Value, Refusal> {
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

pub(super) fn login_keys() -> Value {
    let keys = LOGIN_KEYS.map(|name| json!({ "keyName": name }));
    json!({ "loginKeyList": keys, "totalRows": LOGIN_KEYS.len() })
}

/// The buckets, for snapshots of a cluster that has a key pair or has none.
pub(super) fn snapshot_buckets(has_key_pair: bool) -> Value {
    let bucket = |bucket: &Bucket| {
        let state = if bucket.is_protected {
            "ENABLED"
        } else {
            "DISABLED"
        };
        json!({
            "name": bucket.name,
            "bytesUsed": 1024,
            "objectCount": 2,
            "creationTime": MADE,
            "bucketProtectionState": state,
            "permission": if has_key_pair { "Allow" } else { "Deny" },
        })
    };
    json!({ "bucketList": BUCKETS.iter().map(bucket).collect::<Vec<_>>() })
}

/// The buckets that data can be imported from.
pub(super) fn import_buckets() -> Value {
    let bucket = |bucket: &Bucket| {
        json!({
            "name": bucket.name,
            "bytesUsed": 1024,
            "objectCount": 2,
            "creationTime": MADE,
            "resourceId": bucket.resource,
        })
    };
    json!({ "bucketList": BUCKETS.iter().map(bucket).collect::<Vec<_>>() })
}
