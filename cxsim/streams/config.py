"""The streams' own records, together."""

from dataclasses import dataclass

from cxsim.advocacy.config import AdvocacyConfig
from cxsim.ideas.config import IdeasConfig
from cxsim.identities.config import IdentitiesConfig
from cxsim.posts.config import PostsConfig
from cxsim.rollout.config import RolloutConfig
from cxsim.sales.config import SalesConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamsConfig:
    rollout: RolloutConfig
    sales: SalesConfig
    posts: PostsConfig
    ideas: IdeasConfig
    advocacy: AdvocacyConfig
    identities: IdentitiesConfig
