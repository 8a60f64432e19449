//! What was measured, beside what it may cost.

use std::{fs, path::Path};

use serde_json::{Map, Value, json};

use crate::client::Result;

/// What a number may be at most, and what it should be.
#[derive(Clone, Copy, Default)]
pub(crate) struct Budget {
    pub(crate) ceiling: Option<f64>,
    pub(crate) goal: Option<f64>,
}

impl Budget {
    pub(crate) const NONE: Self = Self { ceiling: None, goal: None };

    pub(crate) const fn new(ceiling: f64, goal: f64) -> Self {
        Self { ceiling: Some(ceiling), goal: Some(goal) }
    }
}

struct Line {
    key: String,
    label: String,
    value: f64,
    unit: &'static str,
    budget: Budget,
    /// Above its ceiling it fails the check.
    is_enforced: bool,
}

/// All numbers of one run.
#[derive(Default)]
pub(crate) struct Report {
    lines: Vec<Line>,
}

impl Report {
    pub(crate) fn add(
        &mut self,
        key: impl Into<String>,
        label: impl Into<String>,
        value: f64,
        unit: &'static str,
        budget: Budget,
    ) {
        let line = Line { key: key.into(), label: label.into(), value, unit, budget, is_enforced: false };
        println!("{}", line.show());
        self.lines.push(line);
    }

    /// Adds a number whose ceiling is enforced: one that does not depend on how busy the machine is.
    pub(crate) fn add_enforced(
        &mut self,
        key: impl Into<String>,
        label: impl Into<String>,
        value: f64,
        unit: &'static str,
        budget: Budget,
    ) {
        self.add(key, label, value, unit, budget);
        if let Some(line) = self.lines.last_mut() {
            line.is_enforced = true;
        }
    }

    /// The enforced numbers that are above their ceiling.
    pub(crate) fn failures(&self) -> Vec<String> {
        let is_above = |line: &&Line| line.is_enforced && line.budget.ceiling.is_some_and(|limit| line.value > limit);
        self.lines.iter().filter(is_above).map(Line::show).collect()
    }

    pub(crate) fn write_json(&self, path: &Path, members: usize) -> Result<()> {
        let mut numbers = Map::new();
        for line in &self.lines {
            let Budget { ceiling, goal } = line.budget;
            let entry = json!({"value": line.value, "unit": line.unit, "ceiling": ceiling, "goal": goal});
            numbers.insert(line.key.clone(), entry);
        }
        let text = serde_json::to_vec_pretty(&json!({"members": members, "results": Value::Object(numbers)}))?;
        Ok(fs::write(path, text)?)
    }
}

impl Line {
    fn show(&self) -> String {
        let Budget { ceiling, goal } = self.budget;
        let verdict = match (ceiling, goal) {
            (Some(ceiling), _) if self.value > ceiling => "ABOVE THE CEILING",
            (_, Some(goal)) if self.value > goal => "above the goal",
            (None, None) => "",
            _ => "good",
        };
        let limit = |limit: Option<f64>| limit.map(|limit| limit.to_string()).unwrap_or_default();
        let digits = match self.value {
            0.0 | 100.0.. => 0,
            0.1..100.0 => 2,
            _ => 4,
        };
        let (value, unit) = (format!("{:.digits$}", self.value), self.unit);
        let line =
            format!("{:52} {value:>9} {unit:10} {:>6} {:>6}  {verdict}", self.label, limit(ceiling), limit(goal));
        line.trim_end().to_owned()
    }
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The value that so many percent do not exceed.
pub(crate) fn percentile(sorted: &[u32], percent: usize) -> f64 {
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default().into()
}
