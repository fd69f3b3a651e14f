"""Pages about the organisation."""

from django.urls import path

from heedful.base.org.views import brands, lists, people, rosters, tree

urlpatterns = [
    path("organisation/tree/", tree.tree, name="org-tree"),
    path("organisation/tree/file/", lists.locations_file, name="org-locations-file"),
    path("organisation/tree/file/<uuid:key>/", lists.locations_check, name="org-locations-check"),
    path("organisation/tree/<uuid:parent_id>/add/<str:kind>/", tree.add, name="org-add"),
    path("organisation/tree/<uuid:node_id>/", tree.node, name="org-node"),
    path("organisation/tree/<uuid:node_id>/move/", tree.move, name="org-move"),
    path("organisation/tree/<uuid:node_id>/close/", tree.close, name="org-close"),
    path("organisation/roster/", rosters.roster_file, name="org-roster-file"),
    path("organisation/roster/<uuid:key>/", rosters.roster_check, name="org-roster-check"),
    path("organisation/brands/", brands.brands, name="org-brands"),
    path("organisation/brands/<uuid:brand_id>/", brands.brand, name="org-brand"),
    path("organisation/people/", people.people, name="org-people"),
    path("organisation/people/add/", people.add, name="org-person-add"),
    path("organisation/people/file/", lists.people_file, name="org-people-file"),
    path("organisation/people/file/<uuid:key>/", lists.people_check, name="org-people-check"),
    path("organisation/people/<uuid:member_id>/", people.person, name="org-person"),
    path("organisation/people/<uuid:member_id>/link/", people.link, name="org-person-link"),
    path("organisation/people/<uuid:member_id>/remove/", people.remove, name="org-person-remove"),
]
