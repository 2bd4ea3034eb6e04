//! A launch agent of macOS, launchd.plist(5).

use super::timing::{Calls, Timing};
use super::{Job, xml};

/// The agent's property list; what a run says to nobody goes to `log`, an absolute path.
pub fn plist(job: &Job, timing: Timing, log: &str) -> String {
    let words = [job.program.as_str()].into_iter().chain(job.arguments());
    let words: String = words.map(|word| format!("\t\t<string>{}</string>\n", xml(word))).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <!-- Written by `brief schedule install`; `brief schedule remove` takes it out. -->\n\
         <plist version=\"1.0\">\n\
         <dict>\n\
         \t<key>Label</key>\n\
         \t<string>{name}</string>\n\
         \t<key>ProgramArguments</key>\n\
         \t<array>\n\
         {words}\
         \t</array>\n\
         {times}\
         \t<key>RunAtLoad</key>\n\
         \t<true/>\n\
         \t<key>ProcessType</key>\n\
         \t<string>Background</string>\n\
         \t<key>StandardErrorPath</key>\n\
         \t<string>{log}</string>\n\
         </dict>\n\
         </plist>\n",
        name = job.name,
        times = times(&timing.calls()),
        log = xml(log),
    )
}

fn times(calls: &Calls) -> String {
    if calls.step() == 1 {
        return "\t<key>StartInterval</key>\n\t<integer>60</integer>\n".to_owned();
    }
    let entry = |hour: Option<u32>, minute: u32| {
        let hour = hour.map_or(String::new(), |hour| {
            format!("\t\t\t<key>Hour</key>\n\t\t\t<integer>{hour}</integer>\n")
        });
        format!(
            "\t\t<dict>\n{hour}\t\t\t<key>Minute</key>\n\t\t\t<integer>{minute}</integer>\n\t\t</dict>\n"
        )
    };
    let hours: Vec<Option<u32>> = match &calls.hours {
        Some(hours) => hours.iter().map(|hour| Some(*hour)).collect(),
        None => vec![None],
    };
    let each = |hour: &Option<u32>| {
        calls.minutes.iter().map(|minute| entry(*hour, *minute)).collect::<String>()
    };
    let entries: String = hours.iter().map(each).collect();
    format!("\t<key>StartCalendarInterval</key>\n\t<array>\n{entries}\t</array>\n")
}
