#include "test/faultvfs/functions.h"

#include <sqlite3ext.h>

#include <cstring>

#include "test/faultvfs/disk.h"

SQLITE_EXTENSION_INIT3

namespace tellersight::fault {
namespace {

void Arm(Disk& disk, sqlite3_context* context, sqlite3_value** values) {
  constexpr struct {
    const char* name;
    FaultKind kind;
  } kKinds[] = {
      {"none", FaultKind::kNone},
      {"kill-before", FaultKind::kKillBefore},
      {"kill-after", FaultKind::kKillAfter},
      {"torn", FaultKind::kTorn},
      {"eio", FaultKind::kEio},
      {"full", FaultKind::kFull},
  };
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  for (const auto& [name, kind] : kKinds) {
    if (text == nullptr || strcmp(text, name) != 0) continue;
    disk.Arm({kind, sqlite3_value_int64(values[1]), sqlite3_value_int64(values[2])});
    return;
  }
  sqlite3_result_error(context, "no such kind of fault", -1);
}

void Restore(Disk& disk, sqlite3_context* context, sqlite3_value** values) {
  if (disk.Restore(static_cast<size_t>(sqlite3_value_int64(values[0])))) return;
  sqlite3_result_error(context, "no such snapshot", -1);
}

void Fired(Disk& disk, sqlite3_context* context, sqlite3_value**) {
  if (!disk.fired().empty()) sqlite3_result_text(context, disk.fired().c_str(), -1, SQLITE_TRANSIENT);
}

using Work = void (*)(Disk&, sqlite3_context*, sqlite3_value**);

template <Work work>
void Call(sqlite3_context* context, int, sqlite3_value** values) {
  work(*Disk::OfThisThread(), context, values);
}

void Reset(Disk& disk, sqlite3_context*, sqlite3_value**) { disk.Reset(); }
void Revive(Disk& disk, sqlite3_context*, sqlite3_value**) { disk.Revive(); }
void PowerLoss(Disk& disk, sqlite3_context*, sqlite3_value** values) {
  disk.PowerLoss(static_cast<uint64_t>(sqlite3_value_int64(values[0])));
}
void Snapshot(Disk& disk, sqlite3_context* context, sqlite3_value**) {
  sqlite3_result_int64(context, static_cast<sqlite3_int64>(disk.Snapshot()));
}
void Operations(Disk& disk, sqlite3_context* context, sqlite3_value**) {
  sqlite3_result_int64(context, disk.operations());
}
void Dead(Disk& disk, sqlite3_context* context, sqlite3_value**) {
  sqlite3_result_int(context, disk.dead() ? 1 : 0);
}

}  // namespace

int AddFunctions(sqlite3* db) {
  constexpr struct {
    const char* name;
    int arguments;
    void (*call)(sqlite3_context*, int, sqlite3_value**);
  } kFunctions[] = {
      {"fault_reset", 0, Call<Reset>},
      {"fault_snapshot", 0, Call<Snapshot>},
      {"fault_restore", 1, Call<Restore>},
      {"fault_ops", 0, Call<Operations>},
      {"fault_arm", 3, Call<Arm>},
      {"fault_fired", 0, Call<Fired>},
      {"fault_dead", 0, Call<Dead>},
      {"fault_revive", 0, Call<Revive>},
      {"fault_power_loss", 1, Call<PowerLoss>},
  };
  for (const auto& [name, arguments, call] : kFunctions) {
    const int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
    const int code =
        sqlite3_create_function_v2(db, name, arguments, flags, nullptr, call, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace tellersight::fault
