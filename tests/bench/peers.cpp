#include "peer.h"

namespace nntrain::bench {

#include "peer_list.inc"

std::vector<const Peer*> peers_for(std::string_view isa) {
  std::vector<const Peer*> found;
  for (const Peer* peer : all_peers)
    if (peer->isa == isa) found.push_back(peer);
  return found;
}

}  // namespace nntrain::bench
