//! Server types of nodes.

use serde_json::{Value, json};

use super::{Generation, Image, image_of, subnet};
use crate::call::Call;
use crate::services::search_engine::refusal::Refusal;

/// A server type of nodes.
pub(crate) struct Product {
    pub(crate) code: &'static str,
    class: &'static str,
    pub(crate) cpus: i64,
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
    pub(crate) fn memory(&self) -> i64 {
        self.gibibytes << 30
    }

    fn summary(&self) -> String {
        format!("vCPU {}EA, Memory {}GB", self.cpus, self.gibibytes)
    }

    pub(crate) fn name(&self) -> String {
        format!("{}, [SSD]Disk 50GB", self.summary())
    }

    /// The product in the columns of its generation.
    pub(crate) fn view(&self) -> Value {
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

/// The product if it is of this generation; `member` is where its code was given.
pub(crate) fn product(
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
pub(crate) fn stored_product(code: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.code == code)
}

pub(crate) fn products(generation: Generation) -> impl Iterator<Item = &'static Product> {
    let fits = move |product: &&Product| product.generation == generation;
    PRODUCTS.iter().filter(fits)
}

pub(crate) fn node_products(call: &Call) -> Result<Value, Refusal> {
    let image = image_of(call.text("softwareProductCode"), Generation::Second)?;
    if call.integer("subnetNo").and_then(subnet).is_none() {
        return Err("subnetNo is not in getSubnetList.".into());
    }
    Ok(product_list(image))
}

pub(crate) fn server_specifications(call: &Call) -> Result<Value, Refusal> {
    let image = image_of(call.member("softwareProductCode"), Generation::Third)?;
    Ok(product_list(image))
}

fn product_list(image: &Image) -> Value {
    let products = products(image.generation).map(Product::view);
    json!({ "productList": products.collect::<Vec<_>>() })
}
