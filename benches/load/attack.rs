//! What members notice while somebody guesses passwords from many addresses.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::time::sleep;

use crate::{
    Mode, Run,
    client::{Client, Result, Target},
    process::Process,
    report::{Budget, Report, percentile},
};

/// Guesses altogether, and from each address.
const GUESSES: usize = 10_000;
const EACH: usize = 5;
/// Addresses that guess at the same time.
const AT_A_TIME: usize = 16;
/// Messages of the quiet measurement.
const QUIET: usize = 200;

impl Run<'_> {
    /// Paced messages while nothing happens, then while passwords are guessed.
    pub(crate) async fn attack(&self, clients: &[Rc<Client>], report: &mut Report) -> Result<()> {
        self.measure(clients.len() * 5, self.messages(clients, Mode::Paced, 5)).await?;
        let quiet = self.measure(clients.len() * QUIET, self.messages(clients, Mode::Paced, QUIET)).await?;
        let memory = self.process.map(Process::memory).transpose()?;
        self.shared.reset();
        let (started, sent) = (Instant::now(), Cell::new(0));
        let attack = guess(self);
        let talk = async {
            let pause = self.pause(Mode::Paced);
            loop {
                let next = Instant::now() + pause;
                clients[sent.get() % clients.len()].say(&self.args.room, 1).await?;
                sent.set(sent.get() + 1);
                sleep(next.saturating_duration_since(Instant::now())).await;
            }
            #[allow(unreachable_code, reason = "says what the block is of")]
            Ok::<(), Box<dyn std::error::Error>>(())
        };
        let mut peak = 0.0_f64;
        let watch = async {
            loop {
                if let Some(process) = self.process {
                    peak = peak.max(process.memory()?.0);
                }
                sleep(Duration::from_millis(100)).await;
            }
            #[allow(unreachable_code, reason = "says what the block is of")]
            Ok::<(), Box<dyn std::error::Error>>(())
        };
        let answers = tokio::select! {
            answers = attack => answers?,
            ended = talk => return ended,
            ended = watch => return ended,
        };
        let seconds = started.elapsed().as_secs_f64();
        // What was under way arrives yet.
        sleep(Duration::from_millis(500)).await;
        let under_attack = self.shared.take_latencies();

        let p99 = |latencies: &[u32]| percentile(latencies, 99) / 1000.0;
        let (before, during) = (p99(&quiet.latencies), p99(&under_attack));
        report.add(
            "attack_s",
            format!("{GUESSES} guesses from {} addresses", GUESSES / EACH),
            seconds,
            "s",
            Budget::NONE,
        );
        report.add("attack_compared", "  compared with a hash", answers.compared as f64, "", Budget::NONE);
        report.add("attack_refused", "  refused at once", answers.refused as f64, "", Budget::NONE);
        report.add("quiet_p99", "latency of members' messages, p99, quiet", before, "ms", Budget::NONE);
        report.add("attack_p99", "  while passwords are guessed", during, "ms", Budget::NONE);
        report.add("attack_ratio", "  ratio", during / before, "x", Budget { ceiling: Some(3.0), goal: None });
        if let Some((memory, _)) = memory {
            report.add(
                "attack_mib",
                "most memory meanwhile, beyond what it was",
                (peak - memory) / 1024.0,
                "MiB",
                Budget::NONE,
            );
        }
        Ok(())
    }
}

/// What became of the guesses.
#[derive(Default)]
struct Answers {
    compared: usize,
    refused: usize,
}

async fn guess(run: &Run<'_>) -> Result<Answers> {
    let next = Rc::new(Cell::new(0));
    let mut tasks = Vec::new();
    for _ in 0..AT_A_TIME {
        let (next, shared, target) = (Rc::clone(&next), Rc::clone(&run.shared), run.target.clone());
        tasks.push(tokio::task::spawn_local(async move {
            let mut answers = Answers::default();
            while next.get() < GUESSES / EACH {
                let n = next.get();
                next.set(n + 1);
                let from =
                    Target { forwarded_for: Some(format!("93.184.{}.{}", n / 250, n % 250 + 1)), ..target.clone() };
                let client = Client::connect(&shared, &from).await.map_err(|error| error.to_string())?;
                for k in 0..EACH {
                    let form = json!({"loginName": format!("nobody{n}_{k}"), "password": "a guess"});
                    let answer = client.ask("userLogin", &form).await.map_err(|error| error.to_string())?;
                    let why = answer["error"].as_str().unwrap_or_default();
                    if why.starts_with("Wrong") {
                        answers.compared += 1;
                    } else {
                        answers.refused += 1;
                    }
                }
                client.close().await;
            }
            Ok::<_, String>(answers)
        }));
    }
    let mut all = Answers::default();
    for task in tasks {
        let answers = task.await??;
        all.compared += answers.compared;
        all.refused += answers.refused;
    }
    Ok(all)
}
