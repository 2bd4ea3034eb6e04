//! Which folders lie on disks of other machines. Touches disk.

use std::path::Path;

/// File systems whose changes may be made elsewhere, where this system does not hear of them: NFS, SMB
/// (three of them), 9P, FUSE, AFS, Ceph, Coda, VMware's, VirtualBox's, Lustre, BeeGFS, GPFS. By their
/// numbers in Linux' `magic.h` and their own sources.
#[cfg(any(target_os = "linux", target_os = "android"))]
const REMOTE: [u32; 14] = [
    0x6969,
    0x517B,
    0xFF53_4D42,
    0xFE53_4D42,
    0x0102_1997,
    0x6573_5546,
    0x5346_414F,
    0x00C3_6400,
    0x7375_7245,
    0xBACB_ACBC,
    0x786F_4256,
    0x0BD0_0BD0,
    0x1983_0326,
    0x4750_4653,
];

/// Whether what others do to a folder may not be heard of here. Known on Linux alone.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn is_remote(folder: &Path) -> bool {
    let low = |kind| u32::try_from(kind as i128 & 0xFFFF_FFFF).is_ok_and(|k| REMOTE.contains(&k));
    rustix::fs::statfs(folder).is_ok_and(|found| low(found.f_type))
}

/// Whether what others do to a folder may not be heard of here. Known on Linux alone.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn is_remote(_: &Path) -> bool {
    false
}
