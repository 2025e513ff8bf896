//! Builds of a program that calls one operation: cold, after a line of it has changed, and of each
//! client alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};
use tempfile::TempDir;

use super::figure::Figure;
use crate::{files, process, workspace};

/// Edits of one line, of which the middle one counts.
const EDITS: u32 = 5;
/// The client of the program that is the reference.
const REFERENCE: &str = "aws-sdk-acmpca";

/// What a build took, in seconds.
#[derive(Clone, Copy)]
struct Taken {
    wall: f64,
    processor: f64,
}

pub fn measure(_: &Path) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for profile in ["debug", "release"] {
        let (ours, reference) = (
            Program::new("ncloud", profile)?,
            Program::new("aws", profile)?,
        );
        for (name, goal, taken) in [
            ("cold", 0.7, [ours.build()?, reference.build()?]),
            ("after an edit", 0.5, [ours.edited()?, reference.edited()?]),
        ] {
            let [ours, reference] = taken;
            for (what, numbers) in [
                ("wall time", (ours.wall, reference.wall)),
                ("processor time", (ours.processor, reference.processor)),
            ] {
                let name = format!("{profile} build, {name}: {what}");
                figures.push(Figure::new(name, numbers, "s", Some(goal)));
            }
        }
        let megabytes = (ours.size()?, reference.size()?);
        let name = format!("{profile} build: size of the program");
        figures.push(Figure::new(name, megabytes, "MB", None));
        figures.extend(clients(&ours, &reference)?);
        if profile == "debug" {
            let lines = (ours.generated_lines()?, reference.lines_of_client()?);
            let name = "lines of the client that is generated";
            figures.push(Figure::new(name, lines, "", None));
        }
    }
    Ok(figures)
}

/// What each client takes when all that it depends on is there.
fn clients(ours: &Program, reference: &Program) -> Result<Vec<Figure>, String> {
    let packages: BTreeSet<String> = ncloud_spec::SERVICES
        .iter()
        .map(ncloud_spec::Service::package)
        .collect();
    ours.depend_on(&packages)?;
    ours.build()?;
    let reference_alone = reference.client_alone(REFERENCE)?.processor;
    let mut figures = Vec::new();
    for package in &packages {
        let alone = ours.client_alone(package)?.processor;
        let name = format!("{} build of {package} alone: processor time", ours.profile);
        figures.push(Figure::new(name, (alone, reference_alone), "s", None));
    }
    Ok(figures)
}

/// A copy of a program in a folder of its own.
struct Program {
    folder: TempDir,
    name: &'static str,
    profile: &'static str,
}

impl Program {
    fn new(name: &'static str, profile: &'static str) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let program = Self {
            folder,
            name,
            profile,
        };
        let source = program.path("src");
        fs::create_dir(&source).map_err(|error| format!("{}: {error}", source.display()))?;
        for file in ["Cargo.toml", "src/main.rs"] {
            let text = files::read(&program.template().join(file))?;
            program.write(file, &with_root(&text)?)?;
        }
        program.fetch()?;
        Ok(program)
    }

    /// Gets what the manifest asks for, in the versions of the lock file.
    fn fetch(&self) -> Result<(), String> {
        // Ours has the versions of the workspace; cargo drops what it does not need.
        let own = self.template().join("Cargo.lock");
        let lock = if own.exists() {
            own
        } else {
            workspace::root().join("Cargo.lock")
        };
        self.write("Cargo.lock", &files::read(&lock)?)?;
        self.cargo(&["fetch"])
    }

    fn template(&self) -> PathBuf {
        workspace::root().join("xtask/bench").join(self.name)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn write(&self, file: &str, text: &str) -> Result<(), String> {
        let file = self.path(file);
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Builds again and again with one line changed.
    fn edited(&self) -> Result<Taken, String> {
        let text = files::read(&self.path("src/main.rs"))?;
        let mut edits = Vec::new();
        for edit in 0..EDITS {
            let edited = format!("{text}\nconst _EDIT: u32 = {edit};\n");
            self.write("src/main.rs", &edited)?;
            edits.push(self.build()?);
        }
        edits.sort_by(|one, other| one.wall.total_cmp(&other.wall));
        Ok(edits[edits.len() / 2])
    }

    /// Adds clients of ours to what the program depends on.
    fn depend_on(&self, packages: &BTreeSet<String>) -> Result<(), String> {
        let template = files::read(&self.template().join("Cargo.toml"))?;
        let new = packages
            .iter()
            .filter(|package| !template.contains(package.as_str()));
        let lines: String = new
            .map(|package| format!("{package} = {{ path = \"@ROOT@/crates/{package}\" }}\n"))
            .collect();
        let table = "[dependencies]\n";
        let text = template.replace(table, &format!("{table}{lines}"));
        self.write("Cargo.toml", &with_root(&text)?)?;
        self.fetch()
    }

    /// Builds one client anew, and the program with it.
    fn client_alone(&self, package: &str) -> Result<Taken, String> {
        let mut clean = vec!["clean", "--offline", "--package", package];
        clean.extend(self.options());
        self.cargo(&clean)?;
        self.build()
    }

    fn build(&self) -> Result<Taken, String> {
        let mut build = vec!["build", "--offline"];
        build.extend(self.options());
        let before = processor_time()?;
        let start = Instant::now();
        self.cargo(&build)?;
        Ok(Taken {
            wall: start.elapsed().as_secs_f64(),
            processor: processor_time()? - before,
        })
    }

    fn options(&self) -> &'static [&'static str] {
        if self.profile == "release" {
            &["--release"]
        } else {
            &[]
        }
    }

    fn cargo(&self, arguments: &[&str]) -> Result<(), String> {
        let target = self.path("target");
        let target = target.to_str().ok_or("the temporary folder is not UTF-8")?;
        let variables = [("CARGO_TARGET_DIR", target)];
        let cargo = process::cargo_path();
        process::run_in(self.folder.path(), &cargo, arguments, &variables)
    }

    /// Of the program, in megabytes.
    fn size(&self) -> Result<f64, String> {
        let program = format!("target/{}/bench-{}", self.profile, self.name);
        let file = self.path(&program);
        let size = fs::metadata(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(size.len() as f64 / 1e6)
    }

    /// Lines of what our build script has made.
    fn generated_lines(&self) -> Result<f64, String> {
        let folder = self.path("target").join(self.profile).join("build");
        for entry in files::entries(&folder)? {
            let file = entry.join("out/private-ca.rs");
            if file.exists() {
                return lines(&file);
            }
        }
        Err(format!("{}: no client was generated", folder.display()))
    }

    /// Lines of the client of AWS, which is generated before it is published.
    fn lines_of_client(&self) -> Result<f64, String> {
        let metadata = workspace::metadata_of(self.folder.path())?;
        let packages = metadata["packages"].as_array().into_iter().flatten();
        let manifest = packages
            .filter(|package| package["name"] == REFERENCE)
            .find_map(|package| package["manifest_path"].as_str())
            .ok_or_else(|| format!("there is no {REFERENCE}"))?;
        let folder = Path::new(manifest).with_file_name("src");
        lines_below(&folder)
    }
}

/// A template with the path of this repository in it.
fn with_root(text: &str) -> Result<String, String> {
    let root = workspace::root();
    let root = root
        .to_str()
        .ok_or("the path of the repository is not UTF-8")?;
    Ok(text.replace("@ROOT@", root))
}

fn lines_below(folder: &Path) -> Result<f64, String> {
    let count = |path: PathBuf| match path.extension() {
        _ if path.is_dir() => lines_below(&path),
        Some(extension) if extension == "rs" => lines(&path),
        _ => Ok(0.0),
    };
    files::entries(folder)?.into_iter().map(count).sum()
}

fn lines(file: &Path) -> Result<f64, String> {
    Ok(files::read(file)?.lines().count() as f64)
}

/// Processor time of all programs that this one has started and that have ended, in seconds.
fn processor_time() -> Result<f64, String> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let seconds = |time: TimeVal| time.num_microseconds() as f64 / 1e6;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}
