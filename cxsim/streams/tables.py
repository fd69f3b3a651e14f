"""The tables of all streams: what can be seen of them, and what is true."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.advocacy.make import AdvocacyTruth, Offers, ReferredVisits, Shares
from cxsim.ideas.make import Ideas, IdeasTruth, Votes
from cxsim.identities.make import IdentityTables, IdentityTruth
from cxsim.posts.make import Posts, PostsTruth
from cxsim.posts.roots import CrisisPlan
from cxsim.rollout.plan import ActionStarts
from cxsim.sales.make import Sales, SalesTruth


@dataclass(frozen=True, slots=True, eq=False)
class Streams:
    """Each is a table; `location` is the row of `Observable.locations`, −1 for the brand."""

    actions: ActionStarts
    sales: Sales
    posts: Posts
    ideas: Ideas
    votes: Votes
    offers: Offers
    shares: Shares
    referred_visits: ReferredVisits
    identities: IdentityTables


@dataclass(frozen=True, slots=True, eq=False)
class StreamsTruth:
    experience: NDArray[np.float64]  # (locations, days), see `cxsim.streams.scene`.
    sales: SalesTruth
    posts: PostsTruth
    crises: CrisisPlan
    ideas: IdeasTruth
    advocacy: AdvocacyTruth
    identities: IdentityTruth
