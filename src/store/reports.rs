//! Reports about messages (spec 40 section 9).

use super::{
    Store, StoreError,
    portable::{Row, cells},
    rows::like,
};

/// A report as it is stored; everything but the numbers is text that may have any form in an old database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// Number of the row.
    pub id: i64,
    /// Who reported, JSON.
    pub creator: String,
    /// Who is reported, JSON.
    pub reported: String,
    /// `message`, `dm`, or `dm_message` of the older generation.
    pub kind: String,
    /// What is reported, JSON.
    pub data: Option<String>,
    /// What the reporter says about it.
    pub notes: Option<String>,
    /// `pending` until somebody has dealt with it.
    pub status: String,
}

const COLUMNS: &str = "id, reportCreator, reportedUser, reportType, reportData, reportNotes, reportStatus";

fn report_from(row: &Row) -> ReportRow {
    ReportRow {
        id: row.number(0),
        creator: row.text(1),
        reported: row.text(2),
        kind: row.text(3),
        data: row.maybe(4),
        notes: row.maybe(5),
        status: row.text(6),
    }
}

impl Store {
    /// Stores a report; its number is given by the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_report(&self, report: &ReportRow) -> Result<(), StoreError> {
        let insert = "INSERT INTO reports(reportCreator, reportedUser, reportType, reportData, reportNotes, reportStatus) \
                      VALUES (?, ?, ?, ?, ?, ?)";
        let values = cells![
            report.creator.as_str(),
            report.reported.as_str(),
            report.kind.as_str(),
            report.data.as_deref(),
            report.notes.as_deref(),
            report.status.as_str()
        ];
        self.run_one(insert, values).await.map(drop)
    }

    /// The newest reports, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reports(&self, limit: u32) -> Result<Vec<ReportRow>, StoreError> {
        let rows = self.rows(format!("SELECT {COLUMNS} FROM reports ORDER BY id DESC LIMIT {limit}"), cells![]).await?;
        Ok(rows.iter().rev().map(report_from).collect())
    }

    /// Reports that may be about a message: those in whose data its id stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reports_naming(&self, message: &str) -> Result<Vec<ReportRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM reports WHERE reportData LIKE ? ESCAPE '!' ORDER BY id LIMIT 500");
        Ok(self.rows(sql, cells![like(message)]).await?.iter().map(report_from).collect())
    }

    /// Removes a report. How many there were of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_report(&self, id: i64) -> Result<u64, StoreError> {
        self.run_one("DELETE FROM reports WHERE id = ?", cells![id]).await
    }
}
