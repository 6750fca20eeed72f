#include "callbacks/backup_and_restore.h"
#include "callbacks/csv_logger.h"
#include "callbacks/early_stopping.h"
#include "callbacks/learning_rate_scheduler.h"
#include "callbacks/model_checkpoint.h"
#include "callbacks/reduce_lr_on_plateau.h"
#include "callbacks/swap_ema_weights.h"
#include "callbacks/tensor_board.h"
#include "callbacks/terminate_on_nan.h"

namespace nntrain {

namespace {

template <class C>
constexpr CallbackKind callback() {
  return {kind<C>(), requires { &C::check_files; },
          [](const void* self, const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) {
            if constexpr (requires { &C::check_job; }) object<C>(self).check_job(job, diagnostics, pointer);
          },
          [](const void* self) {
            if constexpr (requires { &C::check_files; }) object<C>(self).check_files();
          },
          [](const void* self, const JobFacts& job) -> std::unique_ptr<RunningCallback> {
            return object<C>(self).start(job);
          }};
}

constexpr CallbackKind all[] = {
    callback<callbacks::EarlyStopping>(),     callback<callbacks::ModelCheckpoint>(),
    callback<callbacks::ReduceLROnPlateau>(), callback<callbacks::LearningRateScheduler>(),
    callback<callbacks::CSVLogger>(),         callback<callbacks::TerminateOnNaN>(),
    callback<callbacks::TensorBoard>(),       callback<callbacks::SwapEMAWeights>(),
    callback<callbacks::BackupAndRestore>(),
};

}  // namespace

std::span<const CallbackKind> CallbackFamily::kinds() { return all; }

}  // namespace nntrain
