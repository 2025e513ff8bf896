//! Memory of calls as a plot.

use plotters::prelude::*;

const SIZE: (u32, u32) = (720, 400);
const KILOBYTE: f64 = 1024.0;

/// Draws the memory of a call, in bytes, over the number of calls at once: ours and the reference.
///
/// # Errors
/// When the file cannot be written.
pub fn memory(file: &str, points: &[(usize, [f64; 2])]) -> Result<(), String> {
    draw(file, points).map_err(|error| format!("{file}: {error}"))
}

fn draw(file: &str, points: &[(usize, [f64; 2])]) -> Result<(), Box<dyn std::error::Error>> {
    let most = points.iter().flat_map(|(_, memory)| memory);
    let most = most.fold(0.0_f64, |most, memory| most.max(*memory / KILOBYTE));
    let calls = points.iter().map(|(calls, _)| *calls as f64);
    let last = calls.fold(1.0, f64::max);
    let area = SVGBackend::new(file, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(16)
        .x_label_area_size(40)
        .y_label_area_size(64)
        .build_cartesian_2d((1.0..last).log_scale(), 0.0..most * 1.1)?;
    chart
        .configure_mesh()
        .x_desc("calls at once")
        .y_desc("kB of memory for each")
        .draw()?;
    for (index, name, colour) in [(0, "typed client", BLUE), (1, "reqwest by hand", BLACK)] {
        let line = points
            .iter()
            .map(|(calls, memory)| (*calls as f64, memory[index] / KILOBYTE));
        chart
            .draw_series(LineSeries::new(line, colour).point_size(3))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], colour));
    }
    chart.configure_series_labels().border_style(BLACK).draw()?;
    area.present()?;
    Ok(())
}
